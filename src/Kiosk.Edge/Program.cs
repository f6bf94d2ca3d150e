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
var status = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? ServiceHost.Usage : status;
