using System.Data.Common;
using System.Threading.Channels;
using Kiosk.Cloud.Console;
using Kiosk.Cloud.Fleet;
using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Storage;
using Kiosk.Systemd;
using Kiosk.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiosk.Cloud;

/// <summary>The fleet service on one page: Ingest writes what kiosks say into Storage, Fleet reads it, Console shows
/// it.</summary>
internal static class CloudService
{
    /// <summary>Receipts that may wait to be sent. When more are owed the newest is dropped, and its window comes
    /// again.</summary>
    private const int MaxReceiptsOwed = 10_000;

    /// <summary>Kiosks taken from the fleet whose <c>twin/desired</c> may wait to be withdrawn. When more wait the newest is
    /// dropped: what it was told stays with the broker until its state is cleared again.</summary>
    private const int MaxForgotten = 10_000;

    /// <summary>Puts the service together, ready to run.</summary>
    /// <param name="args">Settings as <c>--Cloud:Name=value</c>.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.AddServiceLogging("carekiosk-cloud");
        builder.WebHost.UseUrls(builder.Configuration[$"{CloudOptions.Section}:{nameof(CloudOptions.Url)}"]
            ?? new CloudOptions().Url);

        var services = builder.Services;
        services.AddSettings<CloudOptions, CloudOptionsValidator>(CloudOptions.Section);
        services.AddSingleton<IValidateOptions<CloudOptions>, CloudOptionsRules>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<CloudOptions>>().Value);
        services.AddSingleton(time ?? TimeProvider.System);

        services.AddSingleton<DbDataSource>(provider =>
            new SqliteDataSource(provider.GetRequiredService<CloudOptions>().DatabasePath));
        services.AddSingleton<Schema>();
        services.AddSingleton<ChangeSignal>();
        services.AddHostedService<Pruning>();

        var receiptsOwed = Channel.CreateBounded<EventId>(new BoundedChannelOptions(MaxReceiptsOwed) { SingleReader = true });
        services.AddSingleton(receiptsOwed.Reader);
        services.AddSingleton(receiptsOwed.Writer);
        var forgotten = Channel.CreateBounded<KioskAddress>(new BoundedChannelOptions(MaxForgotten) { SingleReader = true });
        services.AddSingleton(forgotten.Reader);
        services.AddSingleton(forgotten.Writer);
        services.AddSingleton<IngestStatus>();
        services.AddSingleton<FleetLedger>();
        services.AddSingleton<WindowIngest>();
        services.AddSingleton<AnswerSums>();
        services.AddHostedService<BrokerLink>();

        services.AddSingleton<AnswerCache>();
        services.AddSingleton<FleetReader>();
        services.AddSingleton<EffectReader>();
        services.AddSingleton<StepReader>();
        services.AddSingleton<RemedyLedger>();
        services.AddConsole();

        var app = builder.Build();
        app.UseConsole();
        return app;
    }
}
