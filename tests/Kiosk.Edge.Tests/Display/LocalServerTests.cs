using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Kiosk.Edge.Display;
using Kiosk.Edge.Recognition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Display;

public sealed class LocalServerTests
{
    [Fact]
    public async Task A_port_in_use_does_not_stop_the_worker_and_the_screen_comes_when_it_is_free()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0) { ExclusiveAddressUse = true };
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var time = new FakeTimeProvider();
        using var broadcast = new PromptBroadcast(time);
        using var server = new LocalServer(
            broadcast,
            new ScreenEventSink(Channel.CreateBounded<ScreenEvent>(1).Writer.TryWrite, _ => { }),
            new SensingReportSource(() => new SensingReport(default, [])),
            new GreetingSource(() => new Dictionary<string, string> { ["ko"] = "어서 오세요." }),
            new DeveloperSink(_ => { }, _ => { }),
            Options.Create(new DisplayOptions { Port = port }),
            time,
            NullLoggerFactory.Instance);

        await server.StartAsync(CancellationToken.None);
        Assert.Null(server.Address);
        other.Stop();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!server.ExecuteTask!.IsCompleted)
        {
            // The loop may not have come to its timer yet.
            time.Advance(LocalServer.RetryInterval);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }

        Assert.Equal(port, server.Address?.Port);
        await server.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("https://kiosk.shop.example", true)]
    [InlineData("http://10.0.0.5:3000", true)]
    [InlineData("https://kiosk.shop.example/", false)]
    [InlineData("https://kiosk.shop.example/app", false)]
    [InlineData("https://Kiosk.shop.example", false)]
    [InlineData("kiosk.shop.example", false)]
    [InlineData("*", false)]
    [InlineData("null", false)]
    public void An_allowed_origin_must_be_what_a_browser_sends(string origin, bool valid)
    {
        var result = new DisplayOptionsValidator().Validate(null, new DisplayOptions { AllowedOrigins = [origin] });

        Assert.Equal(valid, result.Succeeded);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(65_535, true)]
    [InlineData(65_536, false)]
    public void The_port_must_be_a_port(int port, bool valid)
    {
        var result = new DisplayOptionsValidator().Validate(null, new DisplayOptions { Port = port });

        Assert.Equal(valid, result.Succeeded);
    }
}
