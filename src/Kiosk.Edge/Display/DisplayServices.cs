using Kiosk.Systemd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kiosk.Edge.Display;

/// <summary>Adds the display to the worker.</summary>
public static class DisplayServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="IPromptDisplay"/> and the server of the customer screen. The caller adds a
        /// <see cref="ScreenEventSink"/>, an <see cref="IIndicator"/> and a <see cref="TimeProvider"/>.</summary>
        public IServiceCollection AddDisplay()
        {
            services.AddSettings<DisplayOptions, DisplayOptionsValidator>(DisplayOptions.Section);
            services.AddSingleton<PromptBroadcast>();
            services.AddSingleton<IPromptDisplay>(provider => new StaffCall(
                provider.GetRequiredService<PromptBroadcast>(), provider.GetRequiredService<IIndicator>()));
            services.AddSingleton<LocalServer>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<LocalServer>());
            return services;
        }
    }
}
