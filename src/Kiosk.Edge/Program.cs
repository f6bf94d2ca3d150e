using System.CommandLine;
using Kiosk.Edge;
using Kiosk.Edge.Bench;
using Kiosk.Edge.Calibration;
using Kiosk.Edge.Demo;
using Kiosk.Edge.Doctor;
using Kiosk.Edge.Evaluation;
using Kiosk.Edge.Replay;
using Kiosk.Systemd;

CoreDumps.Forbid();

var version = new Command("version", "Print the worker's version.");
version.SetAction(_ => Console.WriteLine(KioskVersion.Text));

var root = new RootCommand("CareKiosk: recognises, understands and calms frustrated customers at a kiosk.")
{
    RunCommand.Create(),
    DemoCommand.Create(),
    ReplayCommand.Create(),
    EvalCommand.Create(),
    DoctorCommand.Create(),
    BenchCommand.Create(),
    CalibrateCommand.Create(),
    version,
};
var parsed = root.Parse(args);

// How long a verb may take to end when it is told to: longer than systemd waits, which is the one to decide.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
var status = await parsed.InvokeAsync(patience);
return parsed.Errors.Count > 0 ? ServiceHost.Usage : status;
