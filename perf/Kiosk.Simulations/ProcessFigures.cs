using System.Globalization;

namespace Kiosk.Simulations;

/// <summary>What the kernel knows of a process, from /proc.</summary>
internal sealed class ProcessFigures(int id)
{
    /// <summary>USER_HZ of Linux on every architecture in use (times(2)).</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory, MiB.</summary>
    public double ResidentMb => Status("VmRSS:");

    /// <summary>The most it ever was, MiB.</summary>
    public double PeakMb => Status("VmHWM:");

    /// <summary>Of that, what is no file's.</summary>
    public double AnonymousMb => Status("RssAnon:");

    /// <summary>Open descriptors.</summary>
    public int Descriptors => Directory.GetFiles($"/proc/{id}/fd").Length;

    /// <summary>Threads.</summary>
    public int Threads => Directory.GetDirectories($"/proc/{id}/task").Length;

    /// <summary>Cameras and microphones it holds open.</summary>
    public IReadOnlyList<string> Devices =>
    [
        .. Directory.GetFiles($"/proc/{id}/fd")
            .Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(target => target.StartsWith("/dev/video", StringComparison.Ordinal) || target.StartsWith("/dev/snd", StringComparison.Ordinal)),
    ];

    /// <summary>Processor time of the process itself.</summary>
    public TimeSpan Processor => Ticks(13, 14);

    /// <summary>Processor time of its children: those that live, and those that ended.</summary>
    public TimeSpan ChildrensProcessor => Children()
        .Select(child => new ProcessFigures(child))
        .Aggregate(Ticks(15, 16), (sum, child) => sum + child.ProcessorOrNone);

    /// <summary>Bytes written to disks by the process.</summary>
    public long WrittenBytes => long.Parse(
        File.ReadLines($"/proc/{id}/io").First(line => line.StartsWith("write_bytes:", StringComparison.Ordinal)).Split(' ')[1],
        CultureInfo.InvariantCulture);

    /// <summary>Resident memory by what it belongs to, MiB.</summary>
    public IReadOnlyDictionary<string, double> Parts()
    {
        var parts = new Dictionary<string, double>();
        var part = "";
        foreach (var line in File.ReadLines($"/proc/{id}/smaps"))
        {
            if (line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                parts[part] = parts.GetValueOrDefault(part) + (Kilobytes(line["Rss:".Length..]) / 1024);
            }
            else if (line.Contains('-', StringComparison.Ordinal) && line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries) is { Length: >= 5 } words
                && words[0].Contains('-', StringComparison.Ordinal))
            {
                part = PartOf(words.Length > 5 ? words[5].Trim() : "");
            }
        }

        return parts;
    }

    private TimeSpan ProcessorOrNone
    {
        get
        {
            try
            {
                return Processor;
            }
            catch (IOException)
            {
                return TimeSpan.Zero; // it ended meanwhile, and is among those that did the next time
            }
        }
    }

    private static string PartOf(string path) => path switch
    {
        "[heap]" => "heap of the C library",
        "" or "[stack]" => "managed heap, stacks and other memory of no file",
        _ when path.Contains("doublemapper", StringComparison.Ordinal) => "compiled code",
        _ when path.Contains("onnxruntime", StringComparison.Ordinal) => "ONNX Runtime",
        _ when path.Contains("opencv", StringComparison.OrdinalIgnoreCase) => "OpenCV",
        _ when path.Contains("/dotnet/", StringComparison.Ordinal) => ".NET and ASP.NET Core",
        _ when path.EndsWith(".dll", StringComparison.Ordinal) => "CareKiosk and packages",
        _ => "other libraries",
    };

    private IEnumerable<int> Children() => Directory.GetDirectories($"/proc/{id}/task")
        .Select(task => Path.Combine(task, "children"))
        .Where(File.Exists)
        .SelectMany(file => File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    /// <summary>Two fields of proc_pid_stat(5), counted from 0; the name before them may hold spaces.</summary>
    private TimeSpan Ticks(int first, int second)
    {
        var text = File.ReadAllText($"/proc/{id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Field(first) + Field(second)) / TicksPerSecond);

        double Field(int number) => double.Parse(fields[number - 2], CultureInfo.InvariantCulture);
    }

    private double Status(string field) =>
        Kilobytes(File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..]) / 1024;

    private static double Kilobytes(string text) => double.Parse(text.Trim().Split(' ')[0], CultureInfo.InvariantCulture);
}
