using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>
/// Executes operator actions with the engine's own operations. Each action is written to the audit log before it begins; if that fails, it is not
/// executed. There is one instance for each request.
/// </summary>
internal sealed class OperatorActions(
    IAdminAudit audit, DiscountService discounts, ICartStore carts, ICartDirectory directory, ILoggerFactory loggers)
{
    /// <summary>The log category that also contains the audit log.</summary>
    public const string LogCategory = "Cart.Admin.Audit";

    private const string DoneCode = "done";

    // A cart under constant change is always newer than what was read, so the tries are limited.
    private const int MaxTries = 5;

    private readonly ILogger _log = loggers.CreateLogger(LogCategory);

    /// <summary>Stores a new discount.</summary>
    /// <param name="actor">The operator, for the audit log.</param>
    /// <param name="discount">The discount.</param>
    /// <param name="cancellationToken">Stops waiting; an action that has begun is completed.</param>
    /// <exception cref="CartRefusedException">The definition is not valid.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public Task<CartError?> CreateDiscountAsync(string actor, Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return ActAsync(actor, "create_discount", AuditSubject.Of(discount.Code), () => discounts.CreateAsync(discount), cancellationToken);
    }

    /// <summary>Replaces the definition of a discount. If it has a revision, it applies only to that one.</summary>
    /// <inheritdoc cref="CreateDiscountAsync"/>
    public Task<CartError?> UpdateDiscountAsync(string actor, Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return ActAsync(actor, "update_discount", AuditSubject.Of(discount.Code), () => discounts.UpdateAsync(discount), cancellationToken);
    }

    /// <summary>Deletes a discount. Orders that used it stay unchanged.</summary>
    /// <param name="actor">The operator, for the audit log.</param>
    /// <param name="code">The discount.</param>
    /// <param name="cancellationToken">Stops waiting; an action that has begun is completed.</param>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public Task<CartError?> DeleteDiscountAsync(string actor, DiscountCode code, CancellationToken cancellationToken = default) =>
        ActAsync(actor, "delete_discount", AuditSubject.Of(code), () => discounts.DeleteAsync(code), cancellationToken);

    /// <summary>Deletes a cart, unless a checkout or a merge holds it. An order of the cart stays, and is still found by the cart's id.</summary>
    /// <param name="actor">The operator, for the audit log.</param>
    /// <param name="cart">The cart.</param>
    /// <param name="expectedVersion">The version that the operator has seen; null for any.</param>
    /// <param name="cancellationToken">Stops waiting; an action that has begun is completed.</param>
    /// <exception cref="CartUnavailableException">A store did not answer.</exception>
    public Task<CartError?> DeleteCartAsync(
        string actor, CartId cart, long? expectedVersion = null, CancellationToken cancellationToken = default) =>
        ActAsync(actor, "delete_cart", AuditSubject.Of(cart), () => DeleteAsync(cart, expectedVersion), cancellationToken);

    // From here on nothing is cancelled, so that every action gets its outcome in the log. The stores have their own timeouts.
    private async Task<CartError?> ActAsync(
        string actor, string action, AuditSubject subject, Func<ValueTask<CartError?>> act, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(actor);
        var name = LogText.Of(actor, IAdminAudit.MaxActorLength);
        var id = await NoteAsync(name, action, subject, cancellationToken).ConfigureAwait(false);
        var outcome = "failed";
        try
        {
            var result = await act().ConfigureAwait(false);
            outcome = result?.Code ?? DoneCode;
            return result;
        }
        catch (CartException refusal)
        {
            outcome = refusal is CartUnavailableException { OutcomeUnknown: true } ? "outcome_unknown" : refusal.Code;
            throw;
        }
        finally
        {
            _log.OperatorActed(name, action, subject.Kind, LogText.Of(subject.Id), outcome, id);
            await EndAsync(id, outcome).ConfigureAwait(false);
        }
    }

    private async ValueTask<long> NoteAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            return await audit.BeginAsync(actor, action, subject, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            // The entry may have been written; the action was not executed.
            throw new CartUnavailableException(
                "The action could not be noted in the trail of operators, so it was not carried out.", outcomeUnknown: false, unavailable);
        }
    }

    // The action has taken effect, and the answer must say so.
    private async ValueTask EndAsync(long id, string outcome)
    {
        try
        {
            await audit.EndAsync(id, outcome).ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            _log.OutcomeNotNoted(unavailable, id, outcome);
        }
    }

    private async ValueTask<CartError?> DeleteAsync(CartId id, long? expectedVersion)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var cart = await carts.GetAsync(id).ConfigureAwait(false);
            if (Refusal(cart, expectedVersion) is { } refusal)
            {
                return refusal;
            }

            if (await directory.DeleteAsync(SummaryOf(cart)).ConfigureAwait(false))
            {
                return null;
            }
        }

        return CartErrors.VersionMismatch;
    }

    private static CartError? Refusal(CartSnapshot cart, long? expectedVersion) => cart switch
    {
        { Exists: false } => CartErrors.CartNotFound,
        { State: CartState.CheckingOut } => CartErrors.CheckoutInProgress,
        { State: CartState.Merging } => CartErrors.CartInMerge,
        _ when expectedVersion is { } expected && expected != cart.Version => CartErrors.VersionMismatch,
        _ => null,
    };

    private static CartSummary SummaryOf(CartSnapshot cart) => new()
    {
        Id = cart.Id,
        State = cart.State,
        Version = cart.Version,
        UserId = cart.UserId,
        UniqueCount = cart.Lines.Length,
        Count = cart.Count,
        CreatedAt = cart.CreatedAt!.Value,
        ChangedAt = cart.ChangedAt ?? cart.CreatedAt.Value,
    };
}
