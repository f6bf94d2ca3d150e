using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MQTTnet.Native;

/// <summary>Stands between libmosquitto and the broker: towards the library a Unix socket in a private folder, towards
/// the broker TCP or TLS. It passes every packet on but the acknowledgements of received messages.</summary>
/// <remarks>libmosquitto acknowledges a message as soon as its callback returns. Holding the callback until the handler
/// has finished would stop its only thread: no ping, and a handler that publishes would wait for itself. So the
/// library's acknowledgements end here, and the real ones are sent when the handler has finished, as MQTTnet does:
/// <list type="bullet">
/// <item>QoS 1: the library's PUBACK is dropped; <see cref="AcknowledgeAsync"/> sends it.</item>
/// <item>QoS 2: the library delivers at PUBREL, MQTTnet at PUBLISH. The library's PUBREC is dropped and answered with a
/// PUBREL at once; <see cref="AcknowledgeAsync"/> sends the PUBREC, and the broker's PUBREL is answered here.</item>
/// </list></remarks>
internal sealed class Relay : IDisposable
{
    private const int PubAck = 4;
    private const int PubRec = 5;
    private const int PubRel = 6;
    private const int PubComp = 7;
    private const int DefaultPort = 1883;
    private const int DefaultTlsPort = 8883;

    private readonly PacketStream _broker;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mqtt-");

    private Relay(Stream broker)
    {
        _broker = new PacketStream(broker);
        SocketPath = Path.Combine(_folder.FullName, "s");
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen(1);
    }

    /// <summary>Where the library connects to, once.</summary>
    public string SocketPath { get; }

    /// <summary>Connects to the broker.</summary>
    /// <exception cref="MqttCommunicationException">It is not there, or its certificate is not trusted.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The relay owns the stream, and the stream its socket.")]
    public static async Task<Relay> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken)
    {
        var tls = options.Tls is { UseTls: true } ? options.Tls : null;
        var host = options.Host ?? throw new ArgumentException("No server is set: call WithTcpServer.", nameof(options));
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(host, options.Port ?? (tls is null ? DefaultPort : DefaultTlsPort), cancellationToken);
            return new Relay(tls is null ? tcp.GetStream() : await SecureAsync(tcp.GetStream(), tls, host, cancellationToken));
        }
        catch (Exception exception)
        {
            tcp.Dispose();
            if (exception is OperationCanceledException)
            {
                throw;
            }

            throw new MqttCommunicationException(exception);
        }
    }

    /// <summary>Passes packets on until one side has closed, then closes the other.</summary>
    /// <exception cref="IOException">The connection to the broker broke.</exception>
    public async Task RunAsync()
    {
        try
        {
            using var socket = await _listener.AcceptAsync();
            Forget(_folder);
            using var stream = new NetworkStream(socket);
            using var library = new PacketStream(stream);
            var up = library.ReadAllAsync(packet => Kind(packet) switch
            {
                PubAck or PubComp => Task.CompletedTask,
                PubRec => library.WriteAsync(Reply(PubRel, Identifier(packet))),
                _ => _broker.WriteAsync(packet),
            });
            var down = _broker.ReadAllAsync(packet => Kind(packet) switch
            {
                PubRel => _broker.WriteAsync(Reply(PubComp, Identifier(packet))),
                _ => library.WriteAsync(packet),
            });
            await await Task.WhenAny(up, down);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Tells the broker that a message has been handled.</summary>
    /// <exception cref="IOException">The connection to the broker broke.</exception>
    public Task AcknowledgeAsync(ushort packetIdentifier, MqttQualityOfServiceLevel qualityOfServiceLevel) =>
        qualityOfServiceLevel switch
        {
            MqttQualityOfServiceLevel.AtLeastOnce => _broker.WriteAsync(Reply(PubAck, packetIdentifier)),
            MqttQualityOfServiceLevel.ExactlyOnce => _broker.WriteAsync(Reply(PubRec, packetIdentifier)),
            _ => Task.CompletedTask,
        };

    /// <summary>Closes both sides, which ends <see cref="RunAsync"/>.</summary>
    public void Dispose()
    {
        _broker.Dispose();
        _listener.Dispose();
        Forget(_folder);
    }

    private static async Task<Stream> SecureAsync(
        Stream stream, MqttClientTlsOptions tls, string host, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream);
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = tls.TargetHost ?? host,
            CertificateRevocationCheckMode = tls.RevocationMode,
        };
        if (tls.TrustChain is { Count: > 0 })
        {
            authentication.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = tls.RevocationMode,
            };
            authentication.CertificateChainPolicy.CustomTrustStore.AddRange(tls.TrustChain);
        }

        await secure.AuthenticateAsClientAsync(authentication, cancellationToken);
        return secure;
    }

    private static int Kind(ReadOnlySequence<byte> packet) => packet.FirstSpan[0] >> 4;

    /// <summary>The packet identifier of an acknowledgement follows its type byte and its length, which is one byte: only
    /// a reason string could make it longer, and neither libmosquitto nor an answer to it sends one of that size.</summary>
    private static ushort Identifier(ReadOnlySequence<byte> packet)
    {
        var bytes = packet.Slice(2, 2).ToArray();
        return (ushort)((bytes[0] << 8) | bytes[1]);
    }

    /// <summary>An acknowledgement without properties, which means success (MQTT 5.0, section 3.4.2.1).</summary>
    private static ReadOnlySequence<byte> Reply(int kind, ushort packetIdentifier) => new(
    [
        (byte)((kind << 4) | (kind == PubRel ? 2 : 0)),
        2,
        (byte)(packetIdentifier >> 8),
        (byte)packetIdentifier,
    ]);

    private static void Forget(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed when the library had connected.
        }
    }
}
