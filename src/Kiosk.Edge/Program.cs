using System.CommandLine;
using System.Runtime.InteropServices;
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

// Told to end, a verb ends in its own time; systemd decides when that is too long. Told again (`timeout` and impatient
// people do), it goes on ending: the library's own handler throws then.
using var told = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
var status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, told.Token);
return parsed.Errors.Count > 0 ? ServiceHost.Usage : status;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    told.Cancel();
}
