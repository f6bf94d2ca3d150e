using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kiosk.Edge.Connection;
using Kiosk.Edge.Response;
using Kiosk.Wire;
using Microsoft.Extensions.Logging;
using EventId = Kiosk.Wire.EventId;

namespace Kiosk.Edge.Reporting;

/// <summary>Counts visits into windows and sends the fleet what there is to tell: windows until the cloud gave a receipt
/// for them, the state and the health of the box, its faults. A broker that is away is normal.</summary>
/// <remarks><see cref="Take"/> may be called in any thread; <see cref="ReportAsync"/> by one loop, about once a
/// second.</remarks>
internal sealed partial class Reporter : IDisposable
{
    /// <summary>A pass sends no more when it has lasted so long, as over a slow line: what is due goes with the next, and the
    /// loop, which looks at the box as well, has come round before the watchdog believes that it hangs.</summary>
    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(30);

    /// <summary>Windows sent in one pass, so that health and faults do not wait behind a month of windows.</summary>
    private const int MaxWindowsAPass = 100;

    /// <summary>Fault steps that wait for a broker. When full the oldest is lost; what stands is in the health anyway.
    /// </summary>
    private const int MaxFaultSteps = 100;

    private const string IdentityFault = "identity_taken";
    private const string OutboxFault = "outbox_not_writable";

    private static readonly TimeSpan FirstReconnect = TimeSpan.FromSeconds(0.5);

    /// <summary>With a fifth more, a kiosk is back within 6 s of a broker that was away for long. A try that is refused costs
    /// the broker's machine two packets; at one that is there and does not answer each takes 10 s more.</summary>
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(4);

    /// <summary>A connection that broke sooner was a try in vain: it was let in and put out again. Longer than the longest
    /// wait, so that two who put each other out don't begin anew each time.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>Between these waits a kiosk whose identity another box has: who comes puts the other out, and each time costs
    /// both of them all that is said at a connect.</summary>
    private static readonly TimeSpan ShortestTakenOver = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestTakenOver = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstUnheard = TimeSpan.FromSeconds(0.5);

    /// <summary>As long as nobody listens: 1.4 MB a day.</summary>
    private static readonly TimeSpan LongestUnheard = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestResend = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstSeldom = TimeSpan.FromHours(2);

    /// <summary>For a window that the cloud does not take, as while its <c>Cloud:FewestVisits</c> is more than this kiosk's.
    /// </summary>
    private static readonly TimeSpan LongestSeldom = TimeSpan.FromDays(1);

    /// <summary>How often what is too old is dropped, and how long after a start and after the clock was set it may still be
    /// sent: a box without a battery for its clock stamps the windows of the night with the day on which it was switched off.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly ReportingOptions _options;
    private readonly Outbox _outbox;
    private readonly IUplink _uplink;
    private readonly HealthProbe _health;
    private readonly FaultRegister _faults;
    private readonly KioskMetrics _metrics;
    private readonly BoxClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<Reporter> _logger;
    private readonly WindowAggregator _aggregator;
    private readonly ResendSchedule _resend;
    private readonly Backoff _reconnect;
    private readonly Backoff _listen;
    private readonly Random _random;
    private readonly Queue<DeviceFault> _faultSteps = [];

    // Guards the outbox, the resend schedule and the fault steps.
    private readonly Lock _gate = new();

    // Numbers what is not a window; a window's number is the outbox's. A new run is a new boot.
    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private long _messages;

    private string? _boot;
    private bool? _wasConnected;
    private long _connected;
    private long _sending;
    private int _vainTries;
    private int _unheard;
    private DateTimeOffset _nextTry = DateTimeOffset.MinValue;
    private DateTimeOffset _nextWindows = DateTimeOffset.MinValue;
    private DateTimeOffset _nextHealth = DateTimeOffset.MinValue;
    private long _grace;

    /// <summary>Takes over what an earlier run left in the outbox.</summary>
    public Reporter(
        ReportingOptions options,
        Outbox outbox,
        IUplink uplink,
        HealthProbe health,
        FaultRegister faults,
        KioskMetrics metrics,
        BoxClock clock,
        TimeProvider time,
        Random random,
        ILogger<Reporter> logger)
    {
        _options = options;
        _outbox = outbox;
        _uplink = uplink;
        _health = health;
        _faults = faults;
        _metrics = metrics;
        _clock = clock;
        _time = time;
        _logger = logger;
        _random = random;
        _aggregator = new WindowAggregator(options);
        _resend = new ResendSchedule(
            new Backoff(options.ResendInterval, LongestResend, random), new Backoff(FirstSeldom, LongestSeldom, random));
        _reconnect = new Backoff(FirstReconnect, LongestReconnect, random);
        _listen = new Backoff(FirstUnheard, LongestUnheard, random);
        _grace = time.GetTimestamp();
        _outbox.Prepare();
        _uplink.Receipted += Apply;
        _uplink.Desired += Apply;
        _faults.Changed += Enqueue;
    }

    /// <summary>The fleet tells what other kiosks have learned, all of it anew each time. Called in a thread of the
    /// uplink's.</summary>
    public event Action<IReadOnlyList<FleetExperience>>? FleetLearned;

    /// <summary>The last messages that left the kiosk.</summary>
    public SentMessages Sent { get; } = new();

    private bool HasTime => _time.GetElapsedTime(_sending) < LongestSending;

    /// <summary>Counts a visit that ended into the open window, and closes the window when it is due with that.</summary>
    public void Take(VisitTally tally)
    {
        _health.Take(tally);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (!_clock.IsSet)
            {
                var began = _clock.Began;
                var before = _outbox.Unset.GetValueOrDefault(_clock.Boot);
                var counts = before is null ? null : WindowAggregator.Shift(before.Counts, began - before.Began);
                _outbox.Save(_clock.Boot, new UnsetWindow(began, _aggregator.Add(counts, tally)));
                return;
            }

            Settle();
            var open = _aggregator.Add(_outbox.Open, tally);
            if (_aggregator.IsDue(open, now))
            {
                _outbox.Append(_aggregator.Close(open, now));
            }
            else
            {
                _outbox.Save(open);
            }
        }
    }

    /// <summary>Counts what a customer said of their visit just after it ended, if its window is still open.</summary>
    /// <param name="score">1..5.</param>
    /// <param name="afterTrouble">The customer had counted as frustrated.</param>
    public void TakeFeedback(int score, bool afterTrouble)
    {
        lock (_gate)
        {
            if (!_clock.IsSet && _outbox.Unset.TryGetValue(_clock.Boot, out var unset))
            {
                _outbox.Save(_clock.Boot, unset with { Counts = WindowAggregator.AddFeedback(unset.Counts, score, afterTrouble) });
            }
            else if (_outbox.Open is { } open)
            {
                _outbox.Save(WindowAggregator.AddFeedback(open, score, afterTrouble));
            }
        }
    }

    /// <summary>Something was seen or heard in the visit that goes on. Any thread may tell.</summary>
    public void Sensed(bool camera = false, bool microphone = false) => _health.Sensed(camera, microphone);

    /// <summary>One pass: closes the window that is due, connects when it is time to, and sends what is due.</summary>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        if (_clock.WasSet())
        {
            _grace = _time.GetTimestamp();
            // Whatever was put off by the clock as it was.
            (_nextTry, _nextWindows, _nextHealth) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
            lock (_gate)
            {
                _resend.Restart();
            }
        }

        CloseDueWindow();
        TellTrouble();
        try
        {
            if (await ConnectedAsync(cancellationToken))
            {
                _sending = _time.GetTimestamp();
                await SendFaultsAsync(cancellationToken);
                await SendWindowsAsync(cancellationToken);
                await SendHealthAsync(cancellationToken);
            }
        }
        catch (UplinkException exception)
        {
            await _uplink.DisconnectAsync();
            Lost(exception.Message);
        }
    }

    /// <summary>Says goodbye to the fleet.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_uplink.IsConnected)
        {
            try
            {
                await PublishAsync(State(KioskState.Offline), cancellationToken);
            }
            catch (UplinkException)
            {
                // The will says it instead.
                return;
            }

            await _uplink.DisconnectAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _uplink.Receipted -= Apply;
        _uplink.Desired -= Apply;
        _faults.Changed -= Enqueue;
    }

    private void CloseDueWindow()
    {
        lock (_gate)
        {
            _outbox.Retry();
            Settle();
            var now = _time.GetUtcNow();
            if (_outbox.Open is { } open && _aggregator.IsDue(open, now))
            {
                _outbox.Append(_aggregator.Close(open, now));
            }

            if (_time.GetElapsedTime(_grace) >= Grace)
            {
                _grace = _time.GetTimestamp();
                _outbox.DropOlderThan(now - Outbox.KeptFor);
            }
        }
    }

    /// <summary>Once the clock is set, adds what was counted before to the open window, at the right times; what an earlier
    /// boot counted, at the latest time it can have been.</summary>
    private void Settle()
    {
        if (_outbox.Unset.Count == 0 || !_clock.IsSet)
        {
            return;
        }

        var began = _clock.Began;
        var open = _outbox.Open;
        var (corrected, uncertain) = (0, 0);
        foreach (var (boot, unset) in _outbox.Unset)
        {
            VisitWindow counts;
            if (boot == _clock.Boot && _clock.IsConfirmed)
            {
                counts = WindowAggregator.Shift(unset.Counts, began - unset.Began);
                corrected += counts.Visits;
            }
            else
            {
                var by = boot == _clock.Boot ? began - unset.Began : began - unset.Counts.Closed;
                counts = WindowAggregator.Shift(unset.Counts, by) with { Clock = VisitWindow.Uncertain };
                uncertain += counts.Visits;
            }

            open = open is null ? counts : WindowAggregator.Sum(open, counts);
        }

        _outbox.Settle(open!); // there was one at least
        Log.ClockSettled(_logger, corrected, uncertain);
    }

    private void TellTrouble()
    {
        if (_uplink.WasTakenOver)
        {
            _faults.Raise(
                IdentityFault,
                $"Another box comes to the broker as {_options.Address}; give one of the two another Reporting:Kiosk, or switch "
                + "off the box that was replaced.");
        }
        else
        {
            _faults.Clear(IdentityFault);
        }

        if (_outbox.Trouble is { } trouble)
        {
            _faults.Raise(OutboxFault, trouble);
        }
        else
        {
            _faults.Clear(OutboxFault);
        }
    }

    private async Task<bool> ConnectedAsync(CancellationToken cancellationToken)
    {
        if (_uplink.IsConnected)
        {
            return true;
        }

        if (_wasConnected == true)
        {
            Lost("The connection broke.");
        }

        if (_time.GetUtcNow() < _nextTry)
        {
            return false;
        }

        await _uplink.ConnectAsync(State(KioskState.Lost), cancellationToken);
        await PublishAsync(State(KioskState.Online), cancellationToken);
        lock (_gate)
        {
            _resend.Restart();
        }

        _wasConnected = true;
        _connected = _time.GetTimestamp();
        (_unheard, _nextWindows) = (0, DateTimeOffset.MinValue);
        Log.UplinkConnected(_logger, _options.BrokerHost, _options.BrokerPort);
        return true;
    }

    /// <summary>Sets the next try, and logs only when the broker had been there, or was never tried.</summary>
    private void Lost(string reason)
    {
        if (_wasConnected == true && _time.GetElapsedTime(_connected) > Settled)
        {
            _vainTries = 0;
        }

        _vainTries++;
        _nextTry = _time.GetUtcNow() + (_uplink.WasTakenOver
            ? ShortestTakenOver + (_random.NextDouble() * (LongestTakenOver - ShortestTakenOver))
            : _reconnect.After(_vainTries));
        if (_wasConnected != false)
        {
            Log.UplinkLost(_logger, _options.BrokerHost, _options.BrokerPort, reason);
        }

        _wasConnected = false;
    }

    private async Task<bool> PublishAsync(UplinkMessage message, CancellationToken cancellationToken)
    {
        var isHeard = await _uplink.PublishAsync(message, cancellationToken);
        Sent.Add(message);
        return isHeard;
    }

    private async Task SendFaultsAsync(CancellationToken cancellationToken)
    {
        while (HasTime && NextFault() is { } fault)
        {
            await PublishAsync(
                Message(Channels.Fault, fault.At, fault, WireJson.Default.DeviceFault), cancellationToken);
            lock (_gate)
            {
                if (_faultSteps.TryPeek(out var first) && ReferenceEquals(first, fault))
                {
                    _faultSteps.Dequeue();
                }
            }
        }
    }

    private DeviceFault? NextFault()
    {
        lock (_gate)
        {
            return _faultSteps.TryPeek(out var fault) ? fault : null;
        }
    }

    /// <summary>A broker that was started again has forgotten the cloud's shared subscription until the cloud is back, and
    /// throws windows away. So one at a time asks whether somebody listens, and the rest waits for that.</summary>
    private async Task SendWindowsAsync(CancellationToken cancellationToken)
    {
        if (_time.GetUtcNow() < _nextWindows)
        {
            return;
        }

        foreach (var window in DueWindows().TakeWhile(_ => HasTime))
        {
            var isHeard = await PublishAsync(
                new UplinkMessage(
                    Channels.Window,
                    new EventId(_options.Address, window.Boot, window.Sequence),
                    window.Closed,
                    JsonSerializer.SerializeToUtf8Bytes(window, WireJson.Default.VisitWindow)),
                cancellationToken);
            bool again;
            lock (_gate)
            {
                again = _resend.Sent(window.Sequence, _time.GetUtcNow());
                if (!isHeard)
                {
                    _resend.Unheard(window.Sequence);
                }
            }

            _metrics.WindowSent(again);
            if (!isHeard)
            {
                _nextWindows = _time.GetUtcNow() + _listen.After(++_unheard);
                return;
            }

            _unheard = 0;
        }
    }

    private List<VisitWindow> DueWindows()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var waiting = _outbox.Waiting();
            if (_boot != _outbox.Boot)
            {
                // Another database: its numbers are other windows.
                _boot = _outbox.Boot;
                _resend.Forget([[1, long.MaxValue]]);
            }

            return
            [
                .. waiting
                    .Where(sequence => _resend.IsDue(sequence, now))
                    .Take(MaxWindowsAPass)
                    .Select(_outbox.Find)
                    .OfType<VisitWindow>(),
            ];
        }
    }

    private async Task SendHealthAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now < _nextHealth)
        {
            return;
        }

        int waiting;
        lock (_gate)
        {
            waiting = _outbox.Waiting().Count;
        }

        await PublishAsync(
            Message(Channels.Health, now, _health.Measure(waiting), WireJson.Default.KioskHealth), cancellationToken);
        _nextHealth = now + _options.HealthInterval;
    }

    private void Apply(WindowReceipt receipt)
    {
        int deleted;
        lock (_gate)
        {
            deleted = _outbox.Apply(receipt);
            if (deleted > 0)
            {
                _resend.Forget(receipt.Stored);
            }
        }

        _metrics.WindowsReceipted(deleted);
    }

    private void Apply(DesiredState desired)
    {
        if (FleetAnswers.Read(desired) is { } learned)
        {
            FleetLearned?.Invoke(learned);
        }
        else
        {
            Log.FleetAnswersRefused(_logger);
        }
    }

    private void Enqueue(DeviceFault fault)
    {
        lock (_gate)
        {
            if (_faultSteps.Count == MaxFaultSteps)
            {
                _faultSteps.Dequeue();
            }

            _faultSteps.Enqueue(fault);
        }
    }

    private UplinkMessage State(string status)
    {
        var now = _time.GetUtcNow();
        var state = new KioskState(1, status, _outbox.Boot, KioskVersion.Text, now);
        return Message(Channels.State, now, state, WireJson.Default.KioskState) with { IsRetained = true };
    }

    private UplinkMessage Message<T>(string channel, DateTimeOffset at, T payload, JsonTypeInfo<T> type) => new(
        channel,
        new EventId(_options.Address, _run, ++_messages),
        at,
        JsonSerializer.SerializeToUtf8Bytes(payload, type));

    private static partial class Log
    {
        [LoggerMessage(EventId = 1530, EventName = "UplinkConnected", Level = LogLevel.Information,
            Message = "The kiosk is connected to the fleet's broker {Host}:{Port}.")]
        public static partial void UplinkConnected(ILogger logger, string host, int port);

        [LoggerMessage(EventId = 1531, EventName = "UplinkLost", Level = LogLevel.Information,
            Message = "The fleet's broker {Host}:{Port} is away, windows are kept: {Reason}")]
        public static partial void UplinkLost(ILogger logger, string host, int port, string reason);

        [LoggerMessage(EventId = 1532, EventName = "ClockSettled", Level = LogLevel.Information,
            Message = "The clock is set: the times of {Corrected} visits are corrected, those of {Uncertain} are a guess.")]
        public static partial void ClockSettled(ILogger logger, int corrected, int uncertain);

        [LoggerMessage(EventId = 1533, EventName = "FleetAnswersRefused", Level = LogLevel.Warning,
            Message = "What the fleet has learned contradicts itself or is of another version, and is not used.")]
        public static partial void FleetAnswersRefused(ILogger logger);
    }
}
