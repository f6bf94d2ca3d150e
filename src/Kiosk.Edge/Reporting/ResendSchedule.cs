namespace Kiosk.Edge.Reporting;

/// <summary>Answers which windows without a receipt are to be sent, again or for the first time.</summary>
/// <param name="backoff">The waits after the first times.</param>
/// <param name="seldom">The waits after so many times that the cloud must be refusing the window.</param>
internal sealed class ResendSchedule(Backoff backoff, Backoff seldom)
{
    /// <summary>With the waits as delivered, 15 hours.</summary>
    private const int Often = 24;

    private readonly Dictionary<long, (int Tries, DateTimeOffset Due)> _sent = [];

    /// <summary>Whether the window with this number is to be sent now.</summary>
    public bool IsDue(long sequence, DateTimeOffset now) => !_sent.TryGetValue(sequence, out var sent) || sent.Due <= now;

    /// <summary>The window was sent.</summary>
    /// <returns>Whether it had been sent before.</returns>
    public bool Sent(long sequence, DateTimeOffset now)
    {
        var again = _sent.TryGetValue(sequence, out var sent);
        var tries = sent.Tries + 1;
        _sent[sequence] = (tries, now + (tries < Often ? backoff.After(tries) : seldom.After(tries - Often + 1)));
        return again;
    }

    /// <summary>The window was sent and nobody listened: it stays due.</summary>
    public void Unheard(long sequence) => MakeDue(sequence);

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
            MakeDue(sequence);
        }
    }

    /// <summary>The waits begin anew, but not those of a window that was sent often: it would be sent as often again.</summary>
    private void MakeDue(long sequence)
    {
        var tries = _sent[sequence].Tries;
        _sent[sequence] = (tries < Often ? 0 : tries, DateTimeOffset.MinValue);
    }
}
