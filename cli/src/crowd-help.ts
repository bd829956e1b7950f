/** What `--help` says of the load tester beyond one line. */
export const CROWD_HELP = {
  run: `SCENARIO is a name of \`troupe crowd list\`, or a .ts, .yaml or .json file (\`troupe crowd schema\`).
Without --url a stage is started for the run on a free port and ended after it.

  --url, --endpoint    address of a running stage; it must have seats: \`troupe serve --guests-max 1064\`
  --room               name of its room (stage)
  --bots, --numClients scale every arrival rate, so that as many come in the same time
  --seconds, --duration  stretch every phase
  --seed               another draw of the same scenario
  --workers            processes of bots; one holds a thousand
  --performers         of the stage that is started
  --threshold          one more thing that must hold; may be repeated
  --out, --output      folder of report.html, summary.json, junit.xml, metrics.prom (.troupe/crowd/NAME-TIME)
  --junit              file of the JUnit report instead of junit.xml in that folder
  --prometheus         port of the loopback where /metrics tells the figures during the run
  --json               one line of JSON on standard output instead of a table; progress goes to standard error

exit codes
  0  every threshold held
  1  an error: no stage, a bad scenario or flag, nobody could join, the run was stopped
  2  a threshold did not hold
  3  invalid: the tester itself was the bottleneck, so the run says nothing`,
  compare: `A and B are folders of \`troupe crowd run\`, or their summary.json. Every second of a run is one block; differences of quantiles
come with a 95 % interval from a circular block bootstrap over the seconds, and with a Mann-Whitney test between the seconds.

What should not happen (failed joins, lost seats, desyncs) is compared as rates, by an exact test.

  --html FILE          a page with plots of both runs, that needs no network and no script
  --fail-on-worse      exit 2 when B is worse beyond chance in anything
  --seed               of the bootstrap
  --json               one line of JSON

exit codes: 0 compared, 1 an error; with --fail-on-worse 2 worse, 3 one of the two runs is invalid`,
  doctor: `Looks at what limits a crowd and says what to do about it. What the bots of one run and a stage of their own need:

  --bots               how many are wanted (1000)
  --json               one line of JSON: {"bots", "findings": [{"name", "state", "found", "advice"}]}

exit codes: 0 it can carry them (warnings included), 1 it cannot, or an error`,
} as const;
