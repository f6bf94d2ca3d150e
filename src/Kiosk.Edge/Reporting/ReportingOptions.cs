using System.ComponentModel.DataAnnotations;
using Kiosk.Wire;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Reporting;

/// <summary>Which kiosk this is, where the fleet's broker is, and how often it is told what.</summary>
public sealed class ReportingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Reporting";

    private const string Level = "^[a-z0-9][a-z0-9._-]{0,63}$";
    private const string LevelRule = "{0} must be 1 to 64 characters of a-z 0-9 . _ - and start with a letter or digit.";

    /// <value>The retail chain.</value>
    [Required, RegularExpression(Level, ErrorMessage = LevelRule)]
    public string Chain { get; init; } = "";

    /// <value>The store within the chain.</value>
    [Required, RegularExpression(Level, ErrorMessage = LevelRule)]
    public string Store { get; init; } = "";

    /// <value>The kiosk within the store.</value>
    [Required, RegularExpression(Level, ErrorMessage = LevelRule)]
    public string Kiosk { get; init; } = "";

    /// <value>The broker's name or address. Default <c>127.0.0.1</c>.</value>
    [Required]
    public string BrokerHost { get; init; } = "127.0.0.1";

    /// <value>The broker's port, 1..65535. Default 1883.</value>
    [Range(1, 65535)]
    public int BrokerPort { get; init; } = 1883;

    /// <value>Whether the connection is TLS. Default false.</value>
    public bool BrokerTls { get; init; }

    /// <value>A PEM file with the certificate authorities to trust instead of the system's; only with TLS.</value>
    public string? BrokerCaFile { get; init; }

    /// <value>The user name at the broker; none by default.</value>
    public string? BrokerUserName { get; init; }

    /// <value>The password at the broker; better given by environment than on a command line.</value>
    public string? BrokerPassword { get; init; }

    /// <value>The SQLite file in which windows wait; made when it is not there. Default <c>outbox.db</c> in the working
    /// directory.</value>
    [Required]
    public string DatabasePath { get; init; } = "outbox.db";

    /// <value>The fewest visits a window may hold, k. Default 5; 5..1000.</value>
    [Range(5, 1000)]
    public int FewestVisits { get; init; } = 5;

    /// <value>The shortest time from a window's first visit to its closing. Default 15 minutes; 0 closes a window with its
    /// k-th visit.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan WindowLength { get; init; } = TimeSpan.FromMinutes(15);

    /// <value>How long to wait for a receipt before a window is sent again; each further time twice as long, to an hour at
    /// the most. Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ResendInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>How often a silent connection is proved to be alive, 15 s by default; a longer time saves what a mobile network
    /// charges for, and a broker that is gone is noticed later. 5 s to 20 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:05", "00:20:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>How often the state of the box is told. Default 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The file of what was learned, beside the outbox.</summary>
    internal string LearnedPath => Path.ChangeExtension(DatabasePath, ".learned.json");

    /// <summary>The three levels as one. Call it only on options that have been checked.</summary>
    internal KioskAddress Address => new(Chain, Store, Kiosk);
}

/// <summary>Checks <see cref="ReportingOptions"/>, each failure one sentence.</summary>
[OptionsValidator]
internal sealed partial class ReportingOptionsValidator : IValidateOptions<ReportingOptions>;

/// <summary>What attributes cannot say about <see cref="ReportingOptions"/>.</summary>
internal sealed class ReportingOptionsRules : IValidateOptions<ReportingOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReportingOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(ReportingOptions options)
    {
        if (options.BrokerCaFile is not null && !File.Exists(options.BrokerCaFile))
        {
            yield return $"Reporting:BrokerCaFile names '{options.BrokerCaFile}', which cannot be found.";
        }

        if (options.BrokerCaFile is not null && !options.BrokerTls)
        {
            yield return "Reporting:BrokerCaFile is set but Reporting:BrokerTls is not.";
        }

        if (options.BrokerPassword is not null && options.BrokerUserName is null)
        {
            yield return "Reporting:BrokerPassword is set but Reporting:BrokerUserName is not.";
        }
    }
}
