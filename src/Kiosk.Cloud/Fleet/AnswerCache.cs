using System.Collections.Concurrent;

namespace Kiosk.Cloud.Fleet;

/// <summary>Keeps each answer for a while, so that many viewers of a large fleet cost the database as much as one, and none of
/// them waits for long while an answer is found anew. Safe for any number of threads.</summary>
internal sealed class AnswerCache(TimeProvider time)
{
    /// <summary>With more questions than this, those whose answers are no longer fresh are forgotten.</summary>
    private const int ManyQuestions = 200;

    /// <summary>How long a viewer waits for a new answer where there is an old one.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    /// <summary>An answer that is older is not given any more.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<object, Question> _questions = new();

    /// <summary>The answer given before where it is fresh enough, else a new one. Where finding that takes more than a moment, the
    /// one given before is given once more, unless it is more than ten minutes old; viewers who ask before the new one is found
    /// share it.</summary>
    /// <typeparam name="T">The answer, which tells its own time where that matters.</typeparam>
    /// <param name="question">What is asked, compared by value.</param>
    /// <param name="fresh">How old the answer may be, from when it was found.</param>
    /// <param name="ask">Finds the answer; not stopped when this viewer goes, since others may wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<T> GetAsync<T>(
        object question, TimeSpan fresh, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        if (_questions.Count > ManyQuestions)
        {
            foreach (var (old, asked) in _questions)
            {
                if (asked.IsOver(time))
                {
                    _questions.TryRemove(old, out _);
                }
            }
        }

        var (before, next) = _questions.GetOrAdd(question, _ => new Question(fresh)).Ask(ask, time);
        if (next is null)
        {
            return (T)before!.Value; // one of the two is there
        }

        var found = (Task<T>)next;
        if (before is null || time.GetElapsedTime(before.At) > Oldest)
        {
            return await found.WaitAsync(cancellationToken);
        }

        if (await Task.WhenAny(found, Task.Delay(Moment, time, cancellationToken)) == found)
        {
            return await found;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (T)before.Value;
    }

    private sealed record Answer(object Value, long At);

    private sealed class Question(TimeSpan fresh)
    {
        private readonly Lock _gate = new();
        private Answer? _answer;
        private Task? _finding;

        /// <summary>The last answer, and the task that finds the next one; that is null while the last is fresh.</summary>
        public (Answer? Before, Task? Next) Ask<T>(Func<Task<T>> ask, TimeProvider time)
        {
            lock (_gate)
            {
                if (_finding is null && !IsFresh(time))
                {
                    _finding = FindAsync(ask, time);
                }

                return (_answer, _finding);
            }
        }

        public bool IsOver(TimeProvider time)
        {
            lock (_gate)
            {
                return _finding is null && !IsFresh(time);
            }
        }

        private bool IsFresh(TimeProvider time) => _answer is not null && time.GetElapsedTime(_answer.At) < fresh;

        private async Task<T> FindAsync<T>(Func<Task<T>> ask, TimeProvider time)
        {
            // SQLite finds on the thread that asks: without this whoever shares the answer would hold a thread until then.
            await Task.Yield();
            try
            {
                var found = await ask();
                lock (_gate)
                {
                    _answer = new Answer(found!, time.GetTimestamp()); // no question has null for an answer
                }

                return found;
            }
            finally
            {
                lock (_gate)
                {
                    _finding = null;
                }
            }
        }
    }
}
