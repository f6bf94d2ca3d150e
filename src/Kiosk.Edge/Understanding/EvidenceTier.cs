namespace Kiosk.Edge.Understanding;

/// <summary>The evidence there may have been in a visit: what the customer agreed to, or did not object to; the wire name
/// is the member in snake_case.</summary>
public enum EvidenceTier
{
    /// <summary>Screen events alone.</summary>
    Screen,

    /// <summary>With the camera.</summary>
    ScreenFace,

    /// <summary>With the microphone.</summary>
    ScreenVoice,

    /// <summary>With both.</summary>
    ScreenFaceVoice,
}
