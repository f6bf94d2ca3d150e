using Kiosk.Edge.Reporting;
using Kiosk.Wire;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>A broker that can be away, break off and swallow, and a cloud that gives receipts when it is told to.</summary>
internal sealed class FakeUplink : IUplink
{
    private readonly List<UplinkMessage> _messages = [];

    public event Action<WindowReceipt>? Receipted;

    public event Action<DesiredState>? Desired;

    /// <summary>Whether there is a broker; taking it away breaks the connection.</summary>
    public bool HasBroker
    {
        get;
        set
        {
            field = value;
            IsConnected &= value;
        }
    } = true;

    public bool IsConnected { get; private set; }

    public bool WasTakenOver { get; set; }

    /// <summary>Whether the cloud listens at the broker; if not, the broker throws away what comes.</summary>
    public bool HasCloud { get; set; } = true;

    /// <summary>Called with each message before the broker acknowledges it.</summary>
    public Action Publishing { get; set; } = () => { };

    public int Connects { get; private set; }

    public UplinkMessage? Will { get; private set; }

    /// <summary>What the broker has acknowledged, in order.</summary>
    public IReadOnlyList<UplinkMessage> Messages => _messages;

    public IReadOnlyList<UplinkMessage> On(string channel) => [.. _messages.Where(message => message.Channel == channel)];

    public void Receipt(string boot, params (long First, long Last)[] stored) =>
        Receipted?.Invoke(new WindowReceipt(boot, [.. stored.Select(range => (long[])[range.First, range.Last])]));

    public void Desire(DesiredState desired) => Desired?.Invoke(desired);

    public Task ConnectAsync(UplinkMessage will, CancellationToken cancellationToken)
    {
        Connects++;
        if (!HasBroker)
        {
            throw new UplinkException("Connection refused");
        }

        Will = will;
        IsConnected = true;
        return Task.CompletedTask;
    }

    public Task<bool> PublishAsync(UplinkMessage message, CancellationToken cancellationToken)
    {
        if (!IsConnected)
        {
            throw new UplinkException("The client is not connected.");
        }

        Publishing();
        _messages.Add(message);
        return Task.FromResult(HasCloud);
    }

    public Task DisconnectAsync()
    {
        IsConnected = false;
        return Task.CompletedTask;
    }

    public void Dispose() => IsConnected = false;
}
