/** What `--help` says of commands for shows beyond one line. */
export const SHOW_HELP = {
  beats: `FILE is WAV (PCM of 8 to 32 bit, floats) or FLAC, mono or more, 8 to 192 kHz, at most 10 minutes and 128 MiB.
Beats are found by what rises in the sound, a tempo that may change, and bars of --meter beats.

  --bpm      how fast it is, roughly: decides between half and double
  --meter    beats a bar (4)
  --json     one line: file, rateHz, channels, seconds, sure, bpm, offsetS (first bar), steady, confidence, beats, firstBar, meter

exit codes
  0  the beats are sure enough for clock: {beats: FILE}
  1  they are not, or the file cannot be played; give bpm and offset by hand`,
} as const;
