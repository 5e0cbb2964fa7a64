# Walking along a wall, and looking closely.
viewer-open = Look closely
viewer-previous = The photo before
viewer-next = The next photo
viewer-label = The picture in the whole window
viewer-zoom = Show each pixel, or all of it
viewer-full = Full screen
viewer-help-look = The picture in the whole window
viewer-help-facts = How it was taken
wall-first = Back to the newest
