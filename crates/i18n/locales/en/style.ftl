# The page that shows every component.
style-heading = How it looks
style-lead = Every component in every state, for whoever changes one.
style-colours = Colours
style-type = Sizes of type
style-buttons = Buttons and signs
style-link = A link that acts
style-fields = Fields
style-notes = What is said
style-people = People and lists
style-wall = A wall
