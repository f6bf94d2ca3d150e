using System.Buffers.Binary;

namespace Kiosk.Edge.Sensing;

/// <summary>Tells a whole picture from one that was cut short, where the decoder fills up what is missing with grey
/// instead of failing.</summary>
internal static class PictureFile
{
    private const byte Marker = 0xFF;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    /// <summary>False for a JPEG or PNG without its end; true for a whole one and for every other format.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [Marker, 0xD8, ..] => JpegEnds(bytes),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => bytes.LastIndexOf("IEND"u8) >= 0,
        _ => true,
    };

    /// <summary>Whether the end marker follows the first scan (ITU-T T.81, B.1.1.4). The segments before are stepped
    /// over by their lengths, because a thumbnail within one has an end marker of its own.</summary>
    private static bool JpegEnds(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 4 <= bytes.Length && bytes[at] == Marker)
        {
            if (bytes[at + 1] == StartOfScan)
            {
                return bytes[at..].IndexOf([Marker, EndOfImage]) >= 0;
            }
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return false;
    }
}
