namespace Kiosk.Wire;

/// <summary>A step in the life of a device fault: it is raised once, and cleared once the device works again.</summary>
/// <param name="Version">1.</param>
/// <param name="Fault">The fault's name, such as <c>camera_unreadable</c>.</param>
/// <param name="Status"><c>raised</c> or <c>cleared</c>.</param>
/// <param name="Since">When it was raised, UTC.</param>
/// <param name="At">When this step happened, UTC.</param>
/// <param name="Detail">One sentence for a technician: what is wrong and what to do. Nothing of a customer.</param>
public sealed record DeviceFault(
    int Version, string Fault, string Status, DateTimeOffset Since, DateTimeOffset At, string Detail)
{
    /// <summary>The device stopped working.</summary>
    public const string Raised = "raised";

    /// <summary>The device works again.</summary>
    public const string Cleared = "cleared";
}
