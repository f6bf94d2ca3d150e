using System.Globalization;
using System.Runtime.InteropServices;

namespace Kiosk.Edge.Doctor;

/// <summary>Looks at the box itself: version, clock, memory, heat, disk.</summary>
/// <param name="root">The file system's root; another folder in tests.</param>
/// <param name="time">The clock that is checked.</param>
internal sealed partial class MachineChecks(string root, TimeProvider time)
{
    /// <summary>The kiosk's units allow the worker 400 MiB; with less free the kernel has to choose whom to end.</summary>
    private const long LittleMemoryMb = 300;

    private const long LittleDiskMb = 500;
    private const long NoDiskMb = 20;

    /// <summary>A card of 32 GB that bears 3000 full writes lasts 10 years at 26 GB a day; cheap ones bear a tenth of it.
    /// </summary>
    private const double MuchWrittenGbADay = 2.6;

    /// <summary>What <c>adjtimex</c> answers while the clock is not synchronised (adjtimex(2)).</summary>
    private const int TimeError = 5;

    private readonly BoardHeat _heat = new(root);

    /// <summary>Looks at everything.</summary>
    /// <param name="stateFolder">Where the outbox is.</param>
    public IEnumerable<Finding> Look(string stateFolder) =>
        [Version(), Clock(), Memory(), Heat(), Supply(), Disk(stateFolder), Wear()];

    private static Finding Version() => Finding.Ok(
        "version",
        $"CareKiosk {KioskVersion.Text} on .NET {Environment.Version}, {RuntimeInformation.OSDescription}, "
        + $"{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}, {Environment.ProcessorCount} cores.");

    private Finding Clock()
    {
        var now = time.GetUtcNow();
        if (now < KioskVersion.Built)
        {
            return new Finding(
                "clock",
                Severity.Error,
                $"The clock says {now:yyyy-MM-dd HH:mm} UTC, which is before this program was built.",
                "The board has no battery for its clock and has not reached a time server since it was switched on.",
                "See 'timedatectl timesync-status', and that the network lets UDP port 123 through.");
        }

        return ClockState() == TimeError
            ? new Finding(
                "clock",
                Severity.Warning,
                $"The clock says {now:yyyy-MM-dd HH:mm} UTC and is not synchronised.",
                "No time server has answered yet.",
                "See 'timedatectl timesync-status', and that the network lets UDP port 123 through.")
            : Finding.Ok("clock", $"The clock says {now:yyyy-MM-dd HH:mm} UTC and is synchronised.");
    }

    private Finding Memory()
    {
        var available = File.ReadLines(Path.Combine(root, "proc/meminfo"))
            .Where(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
            .First();
        return available < LittleMemoryMb
            ? new Finding(
                "memory",
                Severity.Warning,
                $"{available} MiB of memory are free.",
                "Other programs use most of it, usually the browser.",
                "See 'ps aux --sort=-rss | head'; close what is not needed or use a board with more memory.")
            : Finding.Ok("memory", $"{available} MiB of memory are free.");
    }

    private Finding Heat()
    {
        if (_heat.HottestCelsius is not { } celsius)
        {
            return Finding.Ok("temperature", "The board does not tell its temperature.");
        }

        var text = string.Create(
            CultureInfo.InvariantCulture, $"The board has {celsius:0} °C and slows down from {_heat.LimitCelsius:0} °C.");
        return _heat.Share() < 1
            ? new Finding(
                "temperature",
                Severity.Warning,
                text,
                "The heat does not get away.",
                "Clean the air inlets, give the board a heat sink or a fan, and keep it out of the sun.")
            : Finding.Ok("temperature", text);
    }

    private Finding Supply() => _heat.UnderVoltage switch
    {
        true => new Finding(
            "supply",
            Severity.Error,
            "The supply's voltage is too low.",
            "The power supply or its cable is too weak for the board and what is plugged into it.",
            "Use the board maker's own supply, and a powered hub for what draws much."),
        false => Finding.Ok("supply", "The supply's voltage is right."),
        null => Finding.Ok("supply", "The board does not tell its supply's voltage."),
    };

    private static Finding Disk(string stateFolder)
    {
        try
        {
            var probe = Path.Combine(stateFolder, $".doctor-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Finding(
                "disk",
                Severity.Error,
                $"{stateFolder} can't be written ({error.Message.TrimEnd('.')}).",
                "The folder belongs to somebody else, the disk is full, or it was made read-only after an error.",
                "Run 'sudo -u carekiosk carekiosk doctor'; if it stays, see 'df -h', 'mount' and 'journalctl -k' for the disk.");
        }

        var free = new DriveInfo(stateFolder).AvailableFreeSpace >> 20;
        return free < LittleDiskMb
            ? new Finding(
                "disk",
                free < NoDiskMb ? Severity.Error : Severity.Warning,
                $"{free} MiB are free where windows are kept ({stateFolder}).",
                "Logs or other programs fill the disk.",
                "See 'du -xh / | sort -h | tail'; 'journalctl --vacuum-size=100M' frees the most.")
            : Finding.Ok("disk", $"{free} MiB are free where windows are kept ({stateFolder}).");
    }

    /// <summary>What was written to memory cards since the start, as a day's amount.</summary>
    private Finding Wear()
    {
        var cards = Directory.Exists(Path.Combine(root, "sys/block"))
            ? Directory.GetDirectories(Path.Combine(root, "sys/block"), "mmcblk*")
            : [];
        if (cards.Length == 0)
        {
            return Finding.Ok("wear", "There is no memory card that could wear out.");
        }

        // The seventh figure of Documentation/block/stat.rst: sectors of 512 bytes written.
        var bytes = cards.Sum(card => 512 * long.Parse(
            File.ReadAllText(Path.Combine(card, "stat")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[6],
            CultureInfo.InvariantCulture));
        var days = double.Parse(
            File.ReadAllText(Path.Combine(root, "proc/uptime")).Split(' ')[0], CultureInfo.InvariantCulture) / 86_400;
        var gigabytes = bytes / 1e9 / Math.Max(days, 1.0 / 24); // the first hour would be the installation's
        var text = string.Create(CultureInfo.InvariantCulture, $"{gigabytes:0.0} GB a day are written to the memory card.");
        return gigabytes > MuchWrittenGbADay
            ? new Finding(
                "wear",
                Severity.Warning,
                text,
                "Some program writes without need; the worker itself writes less than 0.1 GB a day.",
                "See 'sudo iotop -oa'; keep the journal in memory with Storage=volatile in journald.conf.")
            : Finding.Ok("wear", text);
    }

    /// <summary>Asks the kernel how the clock is; it changes nothing, because the structure's <c>modes</c> are 0.</summary>
    private static unsafe int ClockState()
    {
        const int TimexLength = 208; // struct timex of 64-bit Linux
        var timex = stackalloc byte[TimexLength];
        new Span<byte>(timex, TimexLength).Clear();
        return AdjustTime(timex);
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int AdjustTime(byte* timex);
}
