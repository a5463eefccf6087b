using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Stores the audit log of operator actions, durably, beside the orders. An entry never changes, except that its outcome is added once.
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
internal interface IAdminAudit
{
    /// <summary>The maximum length of an operator's name in the audit log, in characters.</summary>
    const int MaxActorLength = 200;

    /// <summary>Logs that an action is about to begin. The action must not begin before this has returned.</summary>
    /// <param name="actor">The operator: 1 to <see cref="MaxActorLength"/> characters.</param>
    /// <param name="action">The action, such as <c>delete_cart</c>.</param>
    /// <param name="subject">The subject of the action.</param>
    /// <param name="cancellationToken">Stops waiting; the entry may still be written.</param>
    /// <returns>The id of the entry.</returns>
    ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default);

    /// <summary>Logs the outcome of an action. The first outcome stays; a repeat changes nothing.</summary>
    /// <param name="id">The id of the entry.</param>
    /// <param name="outcome"><c>done</c>, or the code of a refusal.</param>
    /// <param name="cancellationToken">Stops waiting; the outcome may still be written.</param>
    ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default);

    /// <summary>Returns actions, newest first.</summary>
    /// <param name="subject">The subject; null for all.</param>
    /// <param name="before">The id of the last entry of the previous page; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<AuditEntry>> ListAsync(
        AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default);
}

/// <summary>Represents one operator action in the audit log: the request and its outcome.</summary>
internal sealed record AuditEntry
{
    /// <summary>Gets the id. A later action has a higher one.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the time before the action began, by the clock of the store.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the operator: the name of a user, or <c>loopback</c> for requests from the machine itself.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets the action, such as <c>delete_cart</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets the subject of the action.</summary>
    public required AuditSubject Subject { get; init; }

    /// <summary>
    /// Gets the outcome: <c>done</c>, or the code of a refusal, which changed nothing. Null while the action runs. It stays null, and is unknown, if
    /// the process died or the store failed before it was logged.
    /// </summary>
    public string? Outcome { get; init; }
}

/// <summary>Identifies the subject of an operator action: a cart, a discount or an order.</summary>
/// <param name="Kind"><c>cart</c>, <c>discount</c> or <c>order</c>.</param>
/// <param name="Id">The id; for a discount, the key of its code.</param>
internal readonly record struct AuditSubject(string Kind, string Id)
{
    /// <summary>Returns the subject for a cart.</summary>
    public static AuditSubject Of(CartId cart) => new("cart", cart.ToString());

    /// <summary>Returns the subject for a discount. Equal codes are one subject.</summary>
    public static AuditSubject Of(DiscountCode code) => new("discount", code.Key);

    /// <summary>Returns the subject for an order.</summary>
    public static AuditSubject Of(OrderId order) => new("order", order.ToString());
}

/// <summary>Keeps the audit log in the memory of one process, for prototypes and tests.</summary>
internal sealed class InMemoryAdminAudit(TimeProvider time) : IAdminAudit
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
