using System.Globalization;
using Kiosk.Simulations;

const string Usage =
    """
    usage: dotnet run -c Release --project perf/Kiosk.Simulations -- VERB [--out FILE] [--plot FILE.svg]
      learning [--first SEED]          how the choice of answers is learned, on simulated customers (minutes)
      readings --data DIR --out FILE   what the models read in held-out faces and voices (minutes)
      composite --readings FILE        how visits composed of them are understood (a minute)
      box --video F [--audio F]        how soon the worker is ready on this box, and what it takes (7 minutes)
      soak [--minutes N] [--speed N]   whether memory and descriptors stay as they are over many visits
    """;

double Number(string name, double otherwise) =>
    Option(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

string Worker() => Option("--worker") ?? Path.Combine(AppContext.BaseDirectory, "..", "..", "Kiosk.Edge", "release", "Kiosk.Edge.dll");

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

using var output = Option("--out") is { } file ? new StreamWriter(file) : Console.Out;
switch (args.FirstOrDefault())
{
    case "learning":
        LearningReport.Write(
            int.Parse(Option("--first") ?? "0", CultureInfo.InvariantCulture), Option("--plot"), output, Console.Error);
        return 0;
    case "readings" when Option("--data") is { } data:
        HeldOut.Read(data, Console.Error).Write(output);
        return 0;
    case "composite" when Option("--readings") is { } readings:
        CompositeReport.Write(HeldOut.From(readings), Option("--plot"), output);
        return 0;
    case "box" when Option("--video") is { } video:
        await BoxReport.WriteAsync(Worker(), video, Option("--audio"), output);
        return 0;
    case "soak":
        await SoakReport.WriteAsync(
            TimeSpan.FromMinutes(Number("--minutes", 6)), Number("--speed", 20), output, Console.Error);
        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
