namespace Kiosk.Cloud.Ingest;

/// <summary>A message as it came from the broker.</summary>
/// <param name="Topic">The full topic name.</param>
/// <param name="Payload">The payload, not yet looked at.</param>
/// <param name="Id">The user property <c>id</c>; null when there is none.</param>
/// <param name="Retained">Whether the broker had kept it from before the subscription.</param>
internal readonly record struct KioskMessage(string Topic, ReadOnlyMemory<byte> Payload, string? Id, bool Retained);
