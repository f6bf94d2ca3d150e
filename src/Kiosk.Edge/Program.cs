using System.CommandLine;
using System.Runtime.InteropServices;
using Kiosk.Edge;

CoreDumps.Forbid();

// Told to end, a verb ends in its own time; systemd decides when that is too long. Told again (`timeout` and impatient
// people do), it goes on ending: the library's own handler throws then.
using var told = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return await CommandLine.RunAsync(args, new InvocationConfiguration { ProcessTerminationTimeout = null }, told.Token);

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    told.Cancel();
}
