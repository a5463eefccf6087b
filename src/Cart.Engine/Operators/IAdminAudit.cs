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
public interface IAdminAudit
{
    /// <summary>The greatest length of a name in the trail, in characters.</summary>
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
