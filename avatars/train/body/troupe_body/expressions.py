"""VRM presets and ARKit-52 as weighted sums of the 34 expression units of the mesh data.

The data ships no ARKit targets, so these are our own combinations; what a unit cannot do (tongue, cheek puff) is left
out and listed in the model card. Jaw and gaze also move by bones, which clients may drive in addition.
"""

UNITS = ("eye-left-closure", "eye-right-closure", "eye-left-opened-up", "eye-right-opened-up", "eye-left-slit",
         "eye-right-slit", "eyebrows-left-down", "eyebrows-right-down", "eyebrows-left-inner-up",
         "eyebrows-right-inner-up", "eyebrows-left-extern-up", "eyebrows-right-extern-up", "eyebrows-left-up",
         "eyebrows-right-up", "mouth-compression", "mouth-corner-puller", "mouth-depression", "mouth-elevation",
         "mouth-eversion", "mouth-open", "mouth-parling", "mouth-part-later", "mouth-protusion", "mouth-pursing",
         "mouth-retraction", "mouth-upward-retraction", "mouth-depression-retraction", "nose-compression",
         "nose-left-elevation", "nose-right-elevation", "neck-platysma")

PRESETS = {
    "happy": {"mouth-corner-puller": 1, "eye-left-slit": .25, "eye-right-slit": .25},
    "angry": {"eyebrows-left-down": 1, "eyebrows-right-down": 1, "mouth-compression": .5},
    "sad": {"eyebrows-left-inner-up": 1, "eyebrows-right-inner-up": 1, "mouth-depression": .8},
    "relaxed": {"mouth-corner-puller": .35, "eye-left-slit": .3, "eye-right-slit": .3},
    "surprised": {"eyebrows-left-up": 1, "eyebrows-right-up": 1, "mouth-open": .5, "eye-left-opened-up": .7,
                  "eye-right-opened-up": .7},
    "aa": {"mouth-open": 1}, "ih": {"mouth-retraction": .6, "mouth-open": .25}, "ou": {"mouth-pursing": 1},
    "ee": {"mouth-retraction": 1, "mouth-open": .12}, "oh": {"mouth-open": .6, "mouth-protusion": .6},
    "blink": {"eye-left-closure": 1, "eye-right-closure": 1}, "blinkLeft": {"eye-left-closure": 1},
    "blinkRight": {"eye-right-closure": 1},
}


def _both(name, left, right):
    return {f"{name}Left": left, f"{name}Right": right}


ARKIT = {
    **_both("eyeBlink", {"eye-left-closure": 1}, {"eye-right-closure": 1}),
    **_both("eyeSquint", {"eye-left-slit": 1}, {"eye-right-slit": 1}),
    **_both("eyeWide", {"eye-left-opened-up": 1}, {"eye-right-opened-up": 1}),
    **_both("browDown", {"eyebrows-left-down": 1}, {"eyebrows-right-down": 1}),
    "browInnerUp": {"eyebrows-left-inner-up": 1, "eyebrows-right-inner-up": 1},
    **_both("browOuterUp", {"eyebrows-left-extern-up": 1}, {"eyebrows-right-extern-up": 1}),
    "jawOpen": {"mouth-open": 1}, "mouthClose": {"mouth-compression": .5}, "mouthFunnel": {"mouth-protusion": 1, "mouth-open": .2},
    "mouthPucker": {"mouth-pursing": 1},
    **_both("mouthSmile", {"mouth-corner-puller": .5}, {"mouth-corner-puller": .5}),
    **_both("mouthFrown", {"mouth-depression": .5}, {"mouth-depression": .5}),
    **_both("mouthStretch", {"mouth-retraction": .5}, {"mouth-retraction": .5}),
    **_both("mouthPress", {"mouth-compression": .5}, {"mouth-compression": .5}),
    **_both("mouthUpperUp", {"mouth-upward-retraction": .5}, {"mouth-upward-retraction": .5}),
    **_both("mouthLowerDown", {"mouth-depression-retraction": .5}, {"mouth-depression-retraction": .5}),
    "mouthShrugLower": {"mouth-elevation": 1}, "mouthShrugUpper": {"mouth-eversion": .6},
    "mouthRollLower": {"mouth-compression": .7}, "mouthRollUpper": {"mouth-compression": .4},
    **_both("noseSneer", {"nose-left-elevation": 1}, {"nose-right-elevation": 1}),
    **_both("cheekSquint", {"eye-left-slit": .5}, {"eye-right-slit": .5}),
    "jawForward": {"mouth-protusion": .3},
}
# Gaze moves the eyes' bones; the four looks are here so that all 52 names exist, without morphs.
GAZE = [f"eyeLook{way}{side}" for way in ("Up", "Down", "In", "Out") for side in ("Left", "Right")]
WITHOUT_UNIT = ["jawLeft", "jawRight", "mouthLeft", "mouthRight", "mouthDimpleLeft", "mouthDimpleRight", "cheekPuff", "tongueOut"]
