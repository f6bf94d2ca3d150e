using Kiosk.Systemd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Tests.Systemd;

public class ServiceLoggingTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Routing.EndpointMiddleware", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error, true)]
    [InlineData("Kiosk.Edge.Reporting.Reporter", LogLevel.Information, true)]
    [InlineData("Kiosk.Edge.Attendant", LogLevel.Debug, false)]
    public void No_line_tells_when_somebody_was_at_the_kiosk(string category, LogLevel level, bool isLogged)
    {
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddServiceLogging("carekiosk-edge"))
            .BuildServiceProvider();

        Assert.Equal(isLogged, services.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(level));
    }
}
