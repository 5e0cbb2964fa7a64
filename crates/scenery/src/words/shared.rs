//! What is said of any picture.

/// Sentences for the longer captions.
pub(super) const NOTES: &[&str] = &[
    "Nothing was moved, nothing was added.",
    "I nearly did not bring the camera.",
    "Shot on the old body with the sticky shutter button.",
    "The second frame was blurred, the third one had a thumb in it.",
    "Straight out of the camera apart from a little off the left.",
    "I have a whole series of these and will post them one by one.",
    "Thanks to the two strangers who held the umbrella.",
    "If you know the place: please do not tell everybody.",
    "I learned more from this one failing three times than from the course.",
    "There is a version in black and white, but my sister says this one.",
    "Advice on the crop is welcome, really.",
    "It looks better printed, everything does.",
    "We had soup afterwards.",
    "I went back the next day with a better lens and it was gone.",
    "Taken for this month's challenge, a day late.",
    "I kept the exposure down to save the highlights and lifted the shadows a little.",
    "White balance by eye, so probably wrong.",
    "A slow morning; everything I like in one frame.",
    "No filter, except the dirt on the lens.",
    "This was the last frame on the card.",
];

/// How it was taken.
pub(super) const GEAR: &[&str] = &[
    "35 mm, f/8, 1/250 s, ISO 200.",
    "50 mm, f/2.8, 1/125 s, ISO 400.",
    "85 mm, f/4, 1/500 s, ISO 100.",
    "24 mm, f/11, 1/60 s, tripod.",
    "Phone, one hand, gloves.",
    "200 mm, f/5.6, 1/320 s, ISO 800.",
    "Medium format, expired film, lab scan.",
    "28 mm, f/5.6, two frames blended.",
    "Pinhole, eleven seconds, luck.",
    "Tripod, two-second timer, cold fingers.",
];

/// How it was taken, in the dark.
pub(super) const GEAR_AT_NIGHT: &[&str] = &[
    "14 mm, f/2.8, fifteen seconds, ISO 3200.",
    "24 mm, f/1.4, eight seconds, ISO 1600.",
    "35 mm, f/2, four seconds, tripod and gloves.",
    "20 mm, f/1.8, ten seconds, ISO 2500.",
    "50 mm, f/1.4, 1/15 s, leaning on a wall.",
    "Phone on a stone, night mode, three tries.",
];

/// Comments for any picture.
pub(super) const COMMENTS: &[&str] = &[
    "Beautiful.",
    "Love this.",
    "Great light!",
    "Superb composition.",
    "This made my morning.",
    "Wonderful colours.",
    "So peaceful.",
    "Well seen!",
    "Wow 😍",
    "Straight into my favourites.",
    "What did you shoot this with?",
    "One of your best.",
    "I keep coming back to this one.",
    "Simple and strong.",
    "Lovely tones.",
    "👏👏👏",
    "Stunning, and so well timed.",
    "May I ask how much editing went into it?",
    "The light, the light, the light.",
    "Print this one!",
    "Exactly my kind of picture.",
    "Thank you for the long caption, I enjoyed reading it.",
    "I have been trying to get something like this for years.",
    "This deserves more attention.",
    "Just lovely.",
    "Great use of the frame.",
    "A tiny bit dark on my screen, but what a mood.",
    "How did you get the exposure so even?",
    "Saw the thumbnail and had to click.",
    "Have you got a wider version?",
    "Congratulations, this is excellent.",
    "Looks like a painting.",
    "Not sure about the crop, but the feeling is all there.",
    "I would love to see the contact sheet.",
    "Following you for more of these.",
    "My new wallpaper, if I may.",
    "拍得真好！",
    "太美了，收藏了。",
    "构图很讲究。",
    "光线真好。",
    "请问用的什么镜头？",
    "这张可以当壁纸了。",
    "每次看你的作品都很治愈。",
    "صورة رائعة!",
    "ما أجمل هذا الضوء",
    "¡Qué maravilla!",
    "Me encanta la luz.",
    "Magnifique !",
    "Wunderschön, die Stimmung kann man fast anfassen.",
    "すばらしい一枚ですね。",
];

/// What is said before something more to the point.
pub(super) const OPENERS: &[&str] = &[
    "Oh, nice.",
    "Hello from the north!",
    "Wow.",
    "Lovely.",
    "Ha!",
    "Very good.",
    "Yes!",
    "Mm.",
    "Bravo.",
    "Good one.",
];

/// Answers to other comments, now and then.
pub(super) const REPLIES: &[&str] = &[
    "Agreed with the above!",
    "Thank you all, you are very kind.",
    "Thanks! It was mostly luck.",
    "Came here to say the same.",
    "Thank you! Patience and a flask of tea.",
    "I asked myself the same question.",
    "谢谢大家！",
];
