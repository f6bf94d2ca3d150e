using System.Collections.Concurrent;

namespace Kiosk.Cloud.Fleet;

/// <summary>Keeps each answer for a while, so that many viewers of a large fleet cost the database as much as one.
/// Safe for any number of threads.</summary>
internal sealed class AnswerCache(TimeProvider time)
{
    /// <summary>With more answers than this, those that are too old are thrown away.</summary>
    private const int ManyAnswers = 200;

    private readonly ConcurrentDictionary<object, Answer> _answers = new();

    /// <summary>The answer given before where it is fresh enough, else a new one; viewers who ask before it is found share it,
    /// however long that takes.</summary>
    /// <param name="question">What is asked, compared by value.</param>
    /// <param name="fresh">How old the answer may be, from when it was found.</param>
    /// <param name="ask">Finds the answer; not stopped when this viewer goes, since others may wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<T> GetAsync<T>(object question, TimeSpan fresh, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        Answer New()
        {
            var answer = new Answer(fresh);
            answer.Task = new Lazy<Task>(() => FindAsync(answer, ask));
            return answer;
        }

        bool IsGood(Answer answer) =>
            !answer.Task.IsValueCreated
            || !answer.Task.Value.IsCompleted
            || (answer.Task.Value.IsCompletedSuccessfully && time.GetElapsedTime(answer.At) < answer.Fresh);

        if (_answers.Count > ManyAnswers)
        {
            foreach (var old in _answers.Where(entry => !IsGood(entry.Value)))
            {
                _answers.TryRemove(old);
            }
        }

        var answer = _answers.AddOrUpdate(question, _ => New(), (_, before) => IsGood(before) ? before : New());
        return ((Task<T>)answer.Task.Value).WaitAsync(cancellationToken);
    }

    private async Task<T> FindAsync<T>(Answer answer, Func<Task<T>> ask)
    {
        // SQLite finds on the thread that asks: without this whoever shares the answer would hold a thread until then.
        await Task.Yield();
        var found = await ask();
        answer.At = time.GetTimestamp();
        return found;
    }

    private sealed class Answer(TimeSpan fresh)
    {
        public TimeSpan Fresh { get; } = fresh;

        public Lazy<Task> Task { get; set; } = null!; // set before anybody else sees it

        /// <summary>When it was found; written before the task ends and read after.</summary>
        public long At { get; set; }
    }
}
