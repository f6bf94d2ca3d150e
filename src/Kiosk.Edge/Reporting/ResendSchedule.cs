namespace Kiosk.Edge.Reporting;

/// <summary>Answers which windows without a receipt are to be sent, again or for the first time.</summary>
internal sealed class ResendSchedule(Backoff backoff)
{
    private readonly Dictionary<long, (int Tries, DateTimeOffset Due)> _sent = [];

    /// <summary>Whether the window with this number is to be sent now.</summary>
    public bool IsDue(long sequence, DateTimeOffset now) => !_sent.TryGetValue(sequence, out var sent) || sent.Due <= now;

    /// <summary>The window was sent.</summary>
    /// <returns>Whether it had been sent before.</returns>
    public bool Sent(long sequence, DateTimeOffset now)
    {
        var again = _sent.TryGetValue(sequence, out var sent);
        _sent[sequence] = (sent.Tries + 1, now + backoff.After(sent.Tries + 1));
        return again;
    }

    /// <summary>The window was sent and nobody listened: it stays due.</summary>
    public void Unheard(long sequence) => _sent[sequence] = (0, DateTimeOffset.MinValue);

    /// <summary>What the cloud has stored is not sent any more.</summary>
    public void Forget(IEnumerable<IReadOnlyList<long>> stored)
    {
        foreach (var range in stored)
        {
            foreach (var sequence in _sent.Keys.Where(sequence => sequence >= range[0] && sequence <= range[1]).ToList())
            {
                _sent.Remove(sequence);
            }
        }
    }

    /// <summary>Everything is due: what a broker had acknowledged may be lost with it.</summary>
    public void Restart()
    {
        foreach (var sequence in _sent.Keys.ToList())
        {
            _sent[sequence] = (0, DateTimeOffset.MinValue);
        }
    }
}
