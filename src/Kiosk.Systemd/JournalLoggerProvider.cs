using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Kiosk.Systemd;

/// <summary>Writes log events to systemd-journald over its native protocol, with MESSAGE_ID and each value of the
/// message as a field of its own.</summary>
/// <remarks>Protocol: https://systemd.io/JOURNAL_NATIVE_PROTOCOL/. An event that does not fit a datagram or meets a
/// journal that is away or does not read is dropped: logging never stops the kiosk.</remarks>
public sealed class JournalLoggerProvider : ILoggerProvider
{
    private const string SocketPath = "/run/systemd/journal/socket";
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string _identifier;

    /// <summary>Connects to the journal of this machine.</summary>
    /// <param name="identifier">SYSLOG_IDENTIFIER, such as <c>carekiosk-edge</c>.</param>
    /// <exception cref="SocketException">There is no journal.</exception>
    public JournalLoggerProvider(string identifier)
        : this(identifier, SocketPath)
    {
    }

    internal JournalLoggerProvider(string identifier, string socketPath)
    {
        _identifier = identifier;
        _socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        _socket.Blocking = false; // else each event would wait as long as the journal's queue is full
    }

    /// <summary>Standard error of this process goes to the journal, so its native protocol can be spoken instead.
    /// </summary>
    /// <remarks>systemd.exec(5): JOURNAL_STREAM is set for a unit whose output is the journal.</remarks>
    public static bool IsAvailable =>
        Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null && File.Exists(SocketPath);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new JournalLogger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    /// <summary>An event that is too long, or comes while journald restarts or does not read, is lost; the kiosk goes on.
    /// </summary>
    private void Send(ReadOnlySpan<byte> datagram) => _socket.Send(datagram, SocketFlags.None, out _);

    private sealed class JournalLogger(JournalLoggerProvider journal, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var fields = new ArrayBufferWriter<byte>(512);
            Append(fields, "MESSAGE", formatter(state, exception));
            Append(fields, "PRIORITY", Priority(logLevel).ToString(CultureInfo.InvariantCulture));
            Append(fields, "SYSLOG_IDENTIFIER", journal._identifier);
            Append(fields, "CAREKIOSK_CATEGORY", category);
            if (eventId.Name is { } name)
            {
                Append(fields, "CAREKIOSK_EVENT", name);
            }

            if (LogCatalogue.MessageId(eventId.Name) is { } messageId)
            {
                Append(fields, "MESSAGE_ID", messageId);
            }

            if (exception is not null)
            {
                Append(fields, "CAREKIOSK_EXCEPTION", exception.ToString());
            }

            if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                foreach (var (key, value) in values)
                {
                    if (key != "{OriginalFormat}" && value is not null)
                    {
                        Append(fields, FieldName(key), Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                    }
                }
            }

            journal.Send(fields.WrittenSpan);
        }

        /// <summary><c>retryAfter</c> becomes <c>CAREKIOSK_RETRY_AFTER</c>.</summary>
        private static string FieldName(string key)
        {
            var name = new StringBuilder("CAREKIOSK");
            for (var i = 0; i < key.Length; i++)
            {
                if (i == 0 || (char.IsAsciiLetterUpper(key[i]) && !char.IsAsciiLetterUpper(key[i - 1])))
                {
                    name.Append('_');
                }

                name.Append(char.IsAsciiLetterOrDigit(key[i]) ? char.ToUpperInvariant(key[i]) : '_');
            }

            return name.ToString();
        }

        /// <summary>One field: <c>NAME=value\n</c>, or, when the value has line ends, the name, a line end, the length
        /// as 64 bits little-endian, the value and a line end.</summary>
        private static void Append(ArrayBufferWriter<byte> fields, string name, string value)
        {
            fields.Write(Encoding.ASCII.GetBytes(name));
            var bytes = Encoding.UTF8.GetBytes(value);
            if (value.Contains('\n', StringComparison.Ordinal))
            {
                fields.Write("\n"u8);
                BinaryPrimitives.WriteUInt64LittleEndian(fields.GetSpan(8), (ulong)bytes.Length);
                fields.Advance(8);
            }
            else
            {
                fields.Write("="u8);
            }

            fields.Write(bytes);
            fields.Write("\n"u8);
        }
    }
}
