using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Response;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Understanding;
using Kiosk.Systemd;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge;

/// <summary>Puts the worker together.</summary>
internal static class KioskHost
{
    /// <summary>Builds a worker that is not started yet.</summary>
    /// <param name="args">Settings as <c>--Section:Name=value</c>; they win over files and environment.</param>
    /// <param name="configurationFile">A JSON file of settings that must be there; null for none.</param>
    /// <param name="replace">Changes services last; the demo puts its own sensors in.</param>
    public static IHost Build(
        string[] args, string? configurationFile = null, Action<HostApplicationBuilder>? replace = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = AppContext.BaseDirectory,
            DisableDefaults = true,
        });
        if (configurationFile is not null)
        {
            builder.Configuration.AddJsonFile(Path.GetFullPath(configurationFile), optional: false);
        }

        builder.Configuration.AddCredentials(
            new Dictionary<string, string> { ["broker-password"] = "Reporting:BrokerPassword" });
        builder.Configuration.AddEnvironmentVariables("CAREKIOSK_");
        builder.Configuration.AddCommandLine(args);
        builder.Logging.AddServiceLogging("carekiosk-edge");
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCare();
        replace?.Invoke(builder);
        return builder.Build();
    }

    extension(IServiceCollection services)
    {
        private void AddCare()
        {
            services.AddSingleton<KioskMetrics>();
            services.AddSingleton<FaultRegister>();
            services.AddSingleton<ServiceProgress>();

            services.AddSettings<SensingOptions, SensingOptionsValidator>(SensingOptions.Section);
            services.AddSingleton(_ => new BoardHeat());
            services.AddSingleton(_ => Witness.OfService());
            services.AddSingleton<BoxWatch>();
            services.AddSingleton(provider => new FrameRate(
                provider.GetRequiredService<IOptions<SensingOptions>>().Value.MaxFramesPerSecond,
                provider.GetRequiredService<BoardHeat>(),
                provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton(provider => SensorSet.From(
                provider.GetRequiredService<IOptions<SensingOptions>>().Value,
                provider.GetRequiredService<FrameRate>(),
                provider.GetRequiredService<TimeProvider>()));

            services.AddSettings<PanelOptions, PanelOptionsValidator>(PanelOptions.Section);
            services.AddSingleton<Func<GpioController>>(provider => () => new GpioController(
                new LibGpiodDriver(provider.GetRequiredService<IOptions<PanelOptions>>().Value.Chip)));
            services.AddSingleton<IPanel>(provider => new GpioPanel(
                provider.GetRequiredService<IOptions<PanelOptions>>().Value,
                provider.GetRequiredService<Func<GpioController>>()));
            services.AddSingleton<IIndicator>(provider => new GpioLamp(
                provider.GetRequiredService<IOptions<PanelOptions>>().Value.CallLampLine,
                provider.GetRequiredService<Func<GpioController>>(),
                provider.GetRequiredService<ILogger<GpioLamp>>()));

            services.AddSettings<ModelsOptions, ModelsOptionsValidator>(ModelsOptions.Section);
            services.AddSingleton<ModelStore>();
            services.AddSingleton<RecognizerSet>();

            services.AddSettings<UnderstandingOptions, UnderstandingOptionsValidator>(UnderstandingOptions.Section);
            services.AddSingleton<IValidateOptions<UnderstandingOptions>, HysteresisValidator>();
            services.AddSettings<ResponseOptions, ResponseOptionsValidator>(ResponseOptions.Section);
            services.AddSingleton<IValidateOptions<ResponseOptions>, CatalogueValidator>();
            services.AddSingleton<CatalogueSource>();
            services.AddSingleton(provider => new Learning(
                provider.GetRequiredService<IOptions<ResponseOptions>>().Value,
                new LearnedFile(
                    provider.GetRequiredService<ReportingOptions>().LearnedPath,
                    provider.GetRequiredService<ILogger<LearnedFile>>()),
                provider.GetRequiredService<Random>()));

            services.AddSettings<VisitOptions, VisitOptionsValidator>(VisitOptions.Section);
            services.AddSettings<ConsentOptions, ConsentOptionsValidator>(ConsentOptions.Section);
            services.AddSingleton(provider => new Consent(provider.GetRequiredService<IOptions<ConsentOptions>>().Value));
            services.AddSingleton<Attendant>();

            services.AddSettings<ReportingOptions, ReportingOptionsValidator>(ReportingOptions.Section);
            services.AddSingleton<IValidateOptions<ReportingOptions>, ReportingOptionsRules>();
            services.AddSingleton(provider => provider.GetRequiredService<IOptions<ReportingOptions>>().Value);
            services.AddSingleton(Random.Shared);
            services.AddSingleton(provider => new BoxClock(provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<Outbox>();
            services.AddSingleton<IUplink, MqttUplink>();
            services.AddSingleton(provider => new HealthProbe(
                provider.GetRequiredService<ModelStore>().Loaded,
                provider.GetRequiredService<FaultRegister>(),
                provider.GetRequiredService<BoardHeat>(),
                provider.GetRequiredService<Witness>(),
                provider.GetRequiredService<ReportingOptions>().FewestVisits,
                provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<Reporter>();

            // The pipeline before the screen: an event that the screen takes finds its queue, and READY=1 means that the
            // models are loaded.
            services.AddSingleton<KioskPipeline>();
            services.AddSingleton(provider => new ScreenEventSink(
                provider.GetRequiredService<KioskPipeline>().TryTake, provider.GetRequiredService<Consent>().CloseFor));
            services.AddSingleton(provider => new SensingReportSource(provider.GetRequiredService<KioskPipeline>().Report));
            services.AddSingleton(provider => new GreetingSource(
                () => provider.GetRequiredService<CatalogueSource>().Current.Greetings));
            services.AddSingleton(provider => new DeveloperSink(
                reading => provider.GetRequiredService<KioskPipeline>().Take(reading),
                reading => provider.GetRequiredService<KioskPipeline>().Take(reading)));
            services.AddHostedService(provider => provider.GetRequiredService<KioskPipeline>());
            services.AddDisplay();
        }
    }
}
