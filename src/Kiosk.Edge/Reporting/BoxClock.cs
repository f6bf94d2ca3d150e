namespace Kiosk.Edge.Reporting;

/// <summary>Whether this box's clock can be believed, and how a time that it told before it was set is corrected.</summary>
/// <remarks>A board without a battery for its clock starts in the past and is set when a time server answers. What it counts
/// before is stamped with the boot and with the instant at which that boot began by the clock as it was; the steady counter
/// of the kernel ties that instant to the one by the clock as it is later. The counter begins anew with each boot.</remarks>
internal sealed class BoxClock
{
    /// <summary>A clock that is possible but was not confirmed is believed when the box has run so long: a store may have no
    /// time server.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Smaller differences are the time server's slow corrections.</summary>
    public static readonly TimeSpan Slew = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _notBefore;
    private readonly string _timeServers;
    private DateTimeOffset? _lastBegan;

    /// <summary>Reads the clock.</summary>
    /// <param name="time">The clock; its timestamps count from the boot, as the kernel's do.</param>
    /// <param name="notBefore">No right clock is earlier; when the worker was built, if left out.</param>
    /// <param name="root">The file system's root; another folder in tests.</param>
    /// <param name="boot">The boot's id; the kernel's, if left out.</param>
    public BoxClock(TimeProvider time, DateTimeOffset? notBefore = null, string root = "/", string? boot = null)
    {
        _time = time;
        _notBefore = notBefore ?? KioskVersion.Built;
        _timeServers = Path.Combine(root, "run/systemd/timesync");
        Boot = boot ?? ReadBoot(root);
    }

    /// <summary>The kernel's id of this boot; a random one where it can't be read, so that no two are taken for the
    /// same.</summary>
    public string Boot { get; }

    /// <summary>When the box was switched on, by the clock as it is now.</summary>
    public DateTimeOffset Began => _time.GetUtcNow() - SinceBoot;

    /// <summary>Whether times can be believed: the clock is not before the worker was built, and the time service, where
    /// there is one, has heard from a server or had long enough to.</summary>
    public bool IsSet => _time.GetUtcNow() >= _notBefore && (IsConfirmed || SinceBoot >= Patience);

    /// <summary>Whether the time service has heard from a server; true where there is no such service.</summary>
    public bool IsConfirmed =>
        !Directory.Exists(_timeServers) || File.Exists(Path.Combine(_timeServers, "synchronized"));

    private TimeSpan SinceBoot => _time.GetElapsedTime(0);

    /// <summary>Whether somebody has set the clock since this was last asked.</summary>
    public bool WasSet()
    {
        var (before, now) = (_lastBegan, Began);
        _lastBegan = now;
        return before is { } then && (now - then).Duration() > Slew;
    }

    /// <summary>Where the file is hidden from the worker, its unit hands the id over as CAREKIOSK_BOOT.</summary>
    private static string ReadBoot(string root)
    {
        const string Given = "CAREKIOSK_BOOT";
        var file = Path.Combine(root, "proc/sys/kernel/random/boot_id");
        var boot = File.Exists(file) ? File.ReadAllText(file).Trim() : Environment.GetEnvironmentVariable(Given);
        return string.IsNullOrEmpty(boot) ? Guid.NewGuid().ToString("N") : boot.Replace("-", "", StringComparison.Ordinal);
    }
}
