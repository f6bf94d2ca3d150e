using Kiosk.Wire;

namespace Kiosk.Edge.Reporting;

/// <summary>A message to the fleet.</summary>
/// <param name="Channel">One of <see cref="Channels"/>.</param>
/// <param name="Id">Its identity; the cloud takes a repeat for what it is by it.</param>
/// <param name="Time">When what it tells happened, UTC.</param>
/// <param name="Payload">JSON, as <see cref="WireJson"/> writes it.</param>
/// <param name="IsRetained">The broker keeps it for whoever subscribes later.</param>
internal sealed record UplinkMessage(
    string Channel, EventId Id, DateTimeOffset Time, byte[] Payload, bool IsRetained = false);
