using Kiosk.Simulations;

const string Usage =
    """
    usage: dotnet run -c Release --project perf/Kiosk.Simulations -- VERB [--out FILE]
      learning                         how the choice of answers is learned, on simulated customers
      readings --data DIR --out FILE   what the models read in held-out faces and voices (minutes)
      composite --readings FILE        how visits composed of them are understood (seconds)
    """;

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

using var output = Option("--out") is { } file ? new StreamWriter(file) : Console.Out;
switch (args.FirstOrDefault())
{
    case "learning":
        LearningReport.Write(output, Console.Error);
        return 0;
    case "readings" when Option("--data") is { } data:
        HeldOut.Read(data, Console.Error).Write(output);
        return 0;
    case "composite" when Option("--readings") is { } readings:
        CompositeReport.Write(HeldOut.From(readings), output);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
