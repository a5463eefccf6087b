using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Keeps the trail of operators in the memory of one process: for prototypes and tests.</summary>
public sealed class InMemoryAdminAudit(TimeProvider time) : IAdminAudit
{
    private readonly Lock _gate = new();
    private readonly List<AuditEntry> _entries = [];

    /// <inheritdoc/>
    public ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var id = _entries.Count + 1L;
            _entries.Add(new AuditEntry { Id = id, At = time.GetUtcNow(), Actor = actor, Action = action, Subject = subject });
            return ValueTask.FromResult(id);
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var index = (int)id - 1;
            _entries[index] = _entries[index] with { Outcome = _entries[index].Outcome ?? outcome };
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<AuditEntry>> ListAsync(
        AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        lock (_gate)
        {
            var newestFirst = _entries.AsEnumerable().Reverse()
                .Where(entry => (before is null || entry.Id < before) && (subject is null || entry.Subject == subject));
            return ValueTask.FromResult<ImmutableArray<AuditEntry>>([.. newestFirst.Take(limit)]);
        }
    }
}
