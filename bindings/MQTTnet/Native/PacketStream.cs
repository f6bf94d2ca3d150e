using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace MQTTnet.Native;

/// <summary>A byte stream seen as the MQTT control packets it carries: one reader, any number of writers, each packet
/// written whole.</summary>
internal sealed class PacketStream(Stream stream) : IDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
    [SuppressMessage("Reliability", "CA2213", Justification = "A writer may still wait for it; it holds nothing native.")]
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Hands each packet to <paramref name="take"/>, in order, until the stream ends.</summary>
    public async Task ReadAllAsync(Func<ReadOnlySequence<byte>, Task> take)
    {
        while (true)
        {
            var read = await _reader.ReadAsync();
            var rest = read.Buffer;
            while (TryTake(ref rest, out var packet))
            {
                await take(packet);
            }

            _reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    public async Task WriteAsync(ReadOnlySequence<byte> packet)
    {
        await _writing.WaitAsync();
        try
        {
            foreach (var segment in packet)
            {
                await stream.WriteAsync(segment);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Closes the stream, which ends <see cref="ReadAllAsync"/> and fails whoever writes.</summary>
    public void Dispose() => stream.Dispose();

    /// <summary>Splits the first whole packet off: one byte of type and flags, then the length of what follows in one
    /// to four bytes of seven bits, the lowest first (MQTT 5.0, sections 1.5.5 and 2.1).</summary>
    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> packet)
    {
        packet = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out _))
        {
            return false;
        }

        var length = 0;
        byte digit;
        var shift = 0;
        do
        {
            if (shift > 21)
            {
                throw new InvalidDataException("The length of an MQTT packet takes more than four bytes.");
            }

            if (!reader.TryRead(out digit))
            {
                return false;
            }

            length |= (digit & 0x7F) << shift;
            shift += 7;
        }
        while ((digit & 0x80) != 0);

        if (reader.Remaining < length)
        {
            return false;
        }

        packet = buffer.Slice(0, reader.Consumed + length);
        buffer = buffer.Slice(packet.End);
        return true;
    }
}
