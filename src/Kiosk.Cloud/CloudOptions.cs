using System.ComponentModel.DataAnnotations;
using Kiosk.Cloud.Console;
using Microsoft.Extensions.Options;

namespace Kiosk.Cloud;

/// <summary>The settings of the fleet service: section <c>Cloud</c> of <c>appsettings.json</c>, environment variables
/// <c>Cloud__Name</c> or arguments <c>--Cloud:Name=value</c>, the later winning.</summary>
public sealed class CloudOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cloud";

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

    /// <value>The MQTT client identifier, under which the broker keeps messages while the service is away; each replica
    /// needs its own. Default <c>carekiosk-cloud-1</c>.</value>
    [Required, RegularExpression("^[a-z0-9][a-z0-9._-]{0,63}$",
        ErrorMessage = "{0} must be 1 to 64 characters of a-z 0-9 . _ - and start with a letter or digit.")]
    public string ClientId { get; init; } = "carekiosk-cloud-1";

    /// <value>How long the broker keeps the session of a service that is away. Default 1 day; 1 minute to 30 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <value>The SQLite file; made when it is not there. Default <c>fleet.db</c> in the working directory.</value>
    [Required]
    public string DatabasePath { get; init; } = "fleet.db";

    /// <value>How long windows, faults that are over and remedies that are done are kept. Default 400 days, so that a year can be
    /// compared with the last; 90 to 3650 days.</value>
    /// <remarks>At least what the fleet's learning looks back for, and far longer than a kiosk sends a window again.</remarks>
    [Range(typeof(TimeSpan), "90.00:00:00", "3650.00:00:00")]
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(400);

    /// <value>Where the console and its API are served. Default <c>http://127.0.0.1:8090</c>; port 0 takes a free one.</value>
    [Required]
    public string Url { get; init; } = "http://127.0.0.1:8090";

    /// <value>Names besides <c>localhost</c> and that of <see cref="Url"/> under which the console may be asked for, apart by
    /// semicolons, such as those that a proxy passes on; <c>*.example.com</c> stands for every name below, <c>*</c> for all. None by
    /// default.</value>
    public string AllowedHosts { get; init; } = "";

    /// <value>A window over fewer visits than this is refused, whatever its kiosk allows. Default 5; 1..1000.</value>
    [Range(1, 1000)]
    public int FewestVisits { get; init; } = 5;

    /// <value>A kiosk that is online and of which nothing came for so long is silent. Default 15 minutes, three reports of a
    /// kiosk's health; where <c>Reporting:HealthInterval</c> is longer, this must be too. 1 s to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <value>How often each kiosk is told what the others of its chain have learned. Default 15 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AnswersInterval { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>Checks <see cref="CloudOptions"/>, each failure one sentence.</summary>
[OptionsValidator]
internal sealed partial class CloudOptionsValidator : IValidateOptions<CloudOptions>;

/// <summary>What attributes cannot say about <see cref="CloudOptions"/>.</summary>
internal sealed class CloudOptionsRules : IValidateOptions<CloudOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CloudOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(CloudOptions options)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not "http" || url.PathAndQuery != "/")
        {
            yield return $"Cloud:Url is '{options.Url}' but must look like http://127.0.0.1:8090.";
        }

        foreach (var host in AllowedHosts.Named(options).Where(host =>
            host != "*" && Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Unknown))
        {
            yield return $"Cloud:AllowedHosts holds '{host}', but a name has neither scheme nor port, such as console.example.";
        }

        if (options.BrokerCaFile is not null && !File.Exists(options.BrokerCaFile))
        {
            yield return $"Cloud:BrokerCaFile names '{options.BrokerCaFile}', which cannot be found.";
        }

        if (options.BrokerCaFile is not null && !options.BrokerTls)
        {
            yield return "Cloud:BrokerCaFile is set but Cloud:BrokerTls is not.";
        }

        if (options.BrokerPassword is not null && options.BrokerUserName is null)
        {
            yield return "Cloud:BrokerPassword is set but Cloud:BrokerUserName is not.";
        }
    }
}
