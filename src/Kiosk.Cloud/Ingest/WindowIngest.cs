using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Kiosk.Cloud.Storage;
using Kiosk.Wire;
using Microsoft.Extensions.Logging;
using EventId = Kiosk.Wire.EventId;

namespace Kiosk.Cloud.Ingest;

/// <summary>Takes one message of a kiosk: checks it, stores it and, for a window, owes the kiosk a receipt.</summary>
/// <remarks>A message that can never be stored is refused: counted, told once in the log, and let go, so that it does not
/// stand in the way of the next. A window that was there already is owed a receipt too, since the kiosk sends it again
/// because the first one was lost.</remarks>
internal sealed partial class WindowIngest(
    FleetLedger ledger,
    ChannelWriter<EventId> receiptsOwed,
    ChannelWriter<KioskAddress> forgotten,
    IngestStatus status,
    ChangeSignal changes,
    CloudOptions options,
    ILogger<WindowIngest> logger)
{
    /// <summary>Larger payloads are refused unread: the largest window has about 60 counts.</summary>
    private const int MaxPayloadBytes = 16 * 1024;

    /// <summary>Returns when the message is committed or refused.</summary>
    /// <exception cref="DbException">The database cannot be written, so the message must stay with the broker.</exception>
    public async Task TakeAsync(KioskMessage message, CancellationToken cancellationToken)
    {
        var refusal = await RefusedAsync(message, cancellationToken);
        if (refusal is null)
        {
            changes.Raise();
            return;
        }

        status.CountRefused();
        changes.Raise();
        Log.MessageRefused(logger, message.Topic, refusal);
    }

    private async Task<string?> RefusedAsync(KioskMessage message, CancellationToken cancellationToken)
    {
        if (!Topics.TryParse(message.Topic, out var address, out var channel) || address is null)
        {
            return "its topic names no kiosk";
        }

        if (message.Payload.Length > MaxPayloadBytes)
        {
            return $"it has {message.Payload.Length} bytes, more than {MaxPayloadBytes}";
        }

        try
        {
            return channel switch
            {
                Channels.Window => await WindowRefusedAsync(address, message, cancellationToken),
                Channels.State => await StateRefusedAsync(address, message, cancellationToken),
                Channels.Health => await HealthRefusedAsync(address, message, cancellationToken),
                Channels.Fault => await FaultRefusedAsync(address, message, cancellationToken),
                _ => "its channel is not one of a kiosk",
            };
        }
        catch (JsonException exception)
        {
            // The exception's own text may quote the payload, so only the place is told.
            return $"it is not the JSON of a {channel} (at '{exception.Path}')";
        }
        catch (Exception exception) when (exception is not (DbException or OperationCanceledException))
        {
            // Whatever it is, the message would bring it again, and until then keep others from coming.
            return $"it cannot be taken ({exception.GetType().Name})";
        }
    }

    private async Task<string?> WindowRefusedAsync(
        KioskAddress address, KioskMessage message, CancellationToken cancellationToken)
    {
        var window = Read(message, WireJson.Default.VisitWindow);
        if (WindowCheck.Refusal(window, address, message.Id, options.FewestVisits) is { } refusal)
        {
            return refusal;
        }

        status.CountWindow(isNew: await ledger.StoreWindowAsync(address, window, cancellationToken));
        if (!receiptsOwed.TryWrite(new EventId(address, window.Boot, window.Sequence)))
        {
            Log.ReceiptDropped(logger, address, window.Sequence);
        }

        return null;
    }

    private async Task<string?> StateRefusedAsync(
        KioskAddress address, KioskMessage message, CancellationToken cancellationToken)
    {
        if (message.Payload.IsEmpty)
        {
            await ledger.ForgetAsync(address, cancellationToken);
            return forgotten.TryWrite(address)
                ? null
                : "too many kiosks are taken from the fleet at once, and what this one was told stays with the broker";
        }

        var state = Read(message, WireJson.Default.KioskState);
        if (state is not { Version: 1, Status: KioskState.Online or KioskState.Offline or KioskState.Lost }
            || !KioskAddress.IsLevel(state.Boot))
        {
            return "its version, status or boot is not one that is known";
        }

        await ledger.StoreStateAsync(address, state, message.Retained, cancellationToken);
        return null;
    }

    private async Task<string?> HealthRefusedAsync(
        KioskAddress address, KioskMessage message, CancellationToken cancellationToken)
    {
        var health = Read(message, WireJson.Default.KioskHealth);
        if (health.Version != 1 || health.UptimeSeconds < 0 || health.ResidentMb < 0 || health.OutboxWindows < 0
            || !health.Faults.All(KioskAddress.IsLevel) || health.Witness is { UnclaimedSeconds: < 0 }
            || health.Sums is { UptimeSeconds: < 0 } or { WrittenBytes: < 0 } or { Witness.Seconds: < 0 }
                or { Witness.CameraOpenSeconds: < 0 } or { Witness.MicrophoneOpenSeconds: < 0 } or { Witness.SentBytes: < 0 })
        {
            return "its version is not known, or a number in it is negative, or a fault has no proper name";
        }

        await ledger.StoreHealthAsync(address, health, cancellationToken);
        return null;
    }

    private async Task<string?> FaultRefusedAsync(
        KioskAddress address, KioskMessage message, CancellationToken cancellationToken)
    {
        var fault = Read(message, WireJson.Default.DeviceFault);
        if (fault is not { Version: 1, Status: DeviceFault.Raised or DeviceFault.Cleared }
            || !KioskAddress.IsLevel(fault.Fault))
        {
            return "its version, status or name is not one that is known";
        }

        await ledger.StoreFaultAsync(address, fault, cancellationToken);
        return null;
    }

    private static T Read<T>(KioskMessage message, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(message.Payload.Span, type) ?? throw new JsonException("The payload is null.");

    private static partial class Log
    {
        [LoggerMessage(EventId = 2010, EventName = "MessageRefused", Level = LogLevel.Warning,
            Message = "A message on {Topic} is refused: {Refusal}.")]
        public static partial void MessageRefused(ILogger logger, string topic, string refusal);

        [LoggerMessage(EventId = 2011, EventName = "ReceiptDropped", Level = LogLevel.Warning,
            Message = "Too many receipts are owed, so that for window {Sequence} of {Address} waits until it is sent again.")]
        public static partial void ReceiptDropped(ILogger logger, KioskAddress address, long sequence);
    }
}
