using System.Net.Sockets;
using System.Text;
using Kiosk.Systemd;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Tests.Systemd;

public sealed class JournalLoggerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"journal-{Guid.NewGuid():N}");
    private readonly Socket _journal = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly JournalLoggerProvider _provider;
    private readonly ILogger _logger;

    public JournalLoggerTests()
    {
        _journal.Bind(new UnixDomainSocketEndPoint(_path));
        _journal.ReceiveTimeout = 5_000;
        _provider = new JournalLoggerProvider("carekiosk-edge", _path);
        _logger = _provider.CreateLogger("Kiosk.Edge.Tests");
    }

    public void Dispose()
    {
        _journal.Dispose(); // first: it lets go of an event that waits
        _provider.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void An_event_carries_its_message_id_and_its_values_as_fields()
    {
        _logger.Log(LogLevel.Warning, new EventId(1510, "FaultRaised"), "Fault {RetryAfter}", 7);

        var fields = Receive();
        Assert.Contains("MESSAGE=Fault 7\n", fields, StringComparison.Ordinal);
        Assert.Contains("PRIORITY=4\n", fields, StringComparison.Ordinal);
        Assert.Contains("SYSLOG_IDENTIFIER=carekiosk-edge\n", fields, StringComparison.Ordinal);
        Assert.Contains("CAREKIOSK_EVENT=FaultRaised\n", fields, StringComparison.Ordinal);
        Assert.Contains($"MESSAGE_ID={LogCatalogue.MessageId("FaultRaised")}\n", fields, StringComparison.Ordinal);
        Assert.Contains("CAREKIOSK_RETRY_AFTER=7\n", fields, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_with_a_line_end_is_sent_with_its_length()
    {
        _logger.Log(LogLevel.Information, "two\nlines");

        Assert.Contains("MESSAGE\n\u0009\0\0\0\0\0\0\0two\nlines\n", Receive(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_is_away_costs_events_and_nothing_else()
    {
        _journal.Dispose();

        _logger.Log(LogLevel.Information, "nobody hears it");
    }

    [Fact]
    public async Task A_journal_that_does_not_read_costs_events_and_nothing_else()
    {
        // More than the longest queue of a socket holds (net.unix.max_dgram_qlen is 10 to 512) and its buffer takes.
        await Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
            {
                _logger.Log(LogLevel.Information, "nobody reads it");
            }
        }).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("MESSAGE=nobody reads it\n", Receive(), StringComparison.Ordinal);
        _logger.Log(LogLevel.Information, "there is room again");
        while (!Receive().Contains("MESSAGE=there is room again\n", StringComparison.Ordinal))
        {
        }
    }

    private string Receive()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _journal.Receive(buffer));
    }
}
