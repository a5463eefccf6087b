using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Keeps the trail of what operators did, durably, beside the orders. Nothing in it is ever changed but that an action learns its
/// outcome, once.
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
internal interface IAdminAudit
{
    /// <summary>The maximum length of a name in the trail, in characters.</summary>
    const int MaxActorLength = 200;

    /// <summary>Notes that an action is about to begin. Until this has returned, the action must not.</summary>
    /// <param name="actor">Who acts: 1 to <see cref="MaxActorLength"/> characters.</param>
    /// <param name="action">What is to be done, such as <c>delete_cart</c>.</param>
    /// <param name="subject">What it is to be done to.</param>
    /// <param name="cancellationToken">Stops waiting; the note may still be made.</param>
    /// <returns>The place of the action in the trail.</returns>
    ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default);

    /// <summary>Notes what became of an action. The first outcome stays; a repeat changes nothing.</summary>
    /// <param name="id">The place of the action in the trail.</param>
    /// <param name="outcome"><c>done</c>, or the code of a refusal.</param>
    /// <param name="cancellationToken">Stops waiting; the note may still be made.</param>
    ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default);

    /// <summary>Lists actions, newest first.</summary>
    /// <param name="subject">What they are about; null for all.</param>
    /// <param name="before">The place of the last action of the page before; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<AuditEntry>> ListAsync(
        AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default);
}

/// <summary>One action of an operator in the trail: what was to be done, and what became of it.</summary>
internal sealed record AuditEntry
{
    /// <summary>Gets the place in the trail; a later action has a greater one.</summary>
    public required long Id { get; init; }

    /// <summary>Gets when the action was about to begin, by the clock of the store.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who acted: the name of a user, or <c>loopback</c> for whoever sits at the machine.</summary>
    public required string Actor { get; init; }

    /// <summary>What was to be done, such as <c>delete_cart</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was to be done to.</summary>
    public required AuditSubject Subject { get; init; }

    /// <summary>
    /// What became of it: <c>done</c>, or the code of a refusal, which changed nothing. Null while it is under way, and for ever when the
    /// process died or the store went away before it could be noted: then it is not known.
    /// </summary>
    public string? Outcome { get; init; }
}

/// <summary>What an operator's action is about: a cart, a discount or an order.</summary>
/// <param name="Kind"><c>cart</c>, <c>discount</c> or <c>order</c>.</param>
/// <param name="Id">Its id; of a discount, what makes its code one.</param>
internal readonly record struct AuditSubject(string Kind, string Id)
{
    /// <summary>Returns a cart as a subject.</summary>
    public static AuditSubject Of(CartId cart) => new("cart", cart.ToString());

    /// <summary>Returns a discount as a subject. Codes that are one are one subject.</summary>
    public static AuditSubject Of(DiscountCode code) => new("discount", code.Key);

    /// <summary>Returns an order as a subject.</summary>
    public static AuditSubject Of(OrderId order) => new("order", order.ToString());
}

/// <summary>Keeps the trail of operators in the memory of one process: for prototypes and tests.</summary>
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
