using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>The way to the fleet's broker. It neither connects again nor sends again by itself.</summary>
internal interface IUplink : IDisposable
{
    /// <summary>The cloud says what it has stored. Called in a thread of the uplink's.</summary>
    event Action<WindowReceipt> Receipted;

    /// <summary>The cloud says what the kiosk should know. Called in a thread of the uplink's.</summary>
    event Action<DesiredState> Desired;

    /// <summary>Whether there is a connection.</summary>
    bool IsConnected { get; }

    /// <summary>Whether another box has come to the broker as this kiosk lately.</summary>
    bool WasTakenOver { get; }

    /// <summary>Connects, and listens to the cloud.</summary>
    /// <param name="will">What the broker sends when the connection breaks without a goodbye.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UplinkException">The broker is away or refuses.</exception>
    Task ConnectAsync(UplinkMessage will, CancellationToken cancellationToken);

    /// <summary>Returns when the broker has acknowledged the message, at QoS 1. That does not prove that it will
    /// arrive.</summary>
    /// <returns>Whether somebody listens; if not, the broker has thrown the message away.</returns>
    /// <exception cref="UplinkException">The broker refuses it or does not answer.</exception>
    Task<bool> PublishAsync(UplinkMessage message, CancellationToken cancellationToken);

    /// <summary>Says goodbye, so that the broker drops the will. Does not throw; without a connection it does
    /// nothing.</summary>
    Task DisconnectAsync();
}
