using System.Buffers.Binary;
using OpenCvSharp;

namespace Kiosk.Edge.Sensing;

/// <summary>A compressed picture. Tells a whole one from one that was cut short, where the decoder fills up what is
/// missing with grey instead of failing.</summary>
internal static class PictureFile
{
    private const byte Marker = 0xFF;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    /// <summary>The pictures of cameras are smaller; what a damaged header claims must not be allocated.</summary>
    private const int MaxSidePx = 8192;

    /// <summary>Decodes a picture, and wipes what it needed in between.</summary>
    /// <param name="bytes">The picture's file.</param>
    /// <param name="image">Gets the picture, 8-bit BGR.</param>
    /// <returns>False when it is cut short, damaged or no picture.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, Mat image)
    {
        if (bytes.IsEmpty || !IsWhole(bytes))
        {
            return false;
        }

        try
        {
            using var decoded = Cv2.ImDecode(bytes, ImreadModes.Color);
            if (decoded.Empty())
            {
                return false;
            }

            decoded.CopyTo(image);
            decoded.SetTo(Scalar.All(0));
            return true;
        }
        catch (OpenCVException)
        {
            return false;
        }
    }

    /// <summary>Whether it begins as a JPEG does.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes is [Marker, 0xD8, ..];

    /// <summary>False for a JPEG or PNG without its end; true for a whole one and for every other format.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [Marker, 0xD8, ..] => JpegEnds(bytes),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => bytes.LastIndexOf("IEND"u8) >= 0,
        _ => true,
    };

    /// <summary>Whether the end marker follows the first scan (ITU-T T.81, B.1.1.4), and the picture is of a size that a
    /// picture has. The segments before are stepped over by their lengths, because a thumbnail within one has an end marker
    /// of its own.</summary>
    private static bool JpegEnds(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 4 <= bytes.Length && bytes[at] == Marker)
        {
            if (bytes[at + 1] == Marker)
            {
                at++; // before a marker there may be any number of these bytes (B.1.1.2)
                continue;
            }

            if (bytes[at + 1] == StartOfScan)
            {
                return bytes[at..].IndexOf([Marker, EndOfImage]) >= 0;
            }

            if (IsFrameHeader(bytes[at + 1]) && (at + 9 > bytes.Length
                || BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]) > MaxSidePx
                || BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]) > MaxSidePx))
            {
                return false;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return false;
    }

    /// <summary>SOF0 to SOF15, which hold height and width; the three others in that range are tables.</summary>
    private static bool IsFrameHeader(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
