using System.Runtime.InteropServices;

namespace MQTTnet.Native;

/// <summary><c>struct mosquitto_message</c> of mosquitto.h; it and what it points to live for one callback.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MosquittoMessage
{
    public int PacketIdentifier;
    public byte* Topic;
    public byte* Payload;
    public int PayloadLength;
    public int QualityOfServiceLevel;
    public byte Retain;
}
