using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Finds what a change answered before under its idempotency key, in the carts of the session and of the user.</summary>
internal sealed class EarlierAnswers(ICartSession session, CartEngine engine, IUserCarts users)
{
    // No cart is ever at this version.
    private const long NoVersion = -1;

    // How many carts of a user are asked.
    private const int MaxAsked = 10;

    /// <summary>Returns what a change answered before; null if its key is new. Changes nothing.</summary>
    /// <param name="mutation">The change.</param>
    /// <param name="shopper">Who asks.</param>
    /// <param name="except">A cart that is not asked; null to ask all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<CartResult?> FindAsync(
        CartMutation mutation, Shopper shopper, CartId? except, CancellationToken cancellationToken)
    {
        var carts = await ListAsync(shopper, cancellationToken).ConfigureAwait(false);

        // A cart looks for the operation before it looks at its state and version.
        var question = mutation with { Shopper = shopper, MustExist = true, ExpectedVersion = NoVersion, WithSnapshot = false };
        var answers = await Task.WhenAll(carts.Where(cart => cart != except)
            .Select(cart => engine.ApplyAsync(cart, question, cancellationToken).AsTask())).ConfigureAwait(false);
        return answers.FirstOrDefault(static answer => answer.Replayed || answer.Status is CartStatus.OperationReused);
    }

    private async ValueTask<IEnumerable<CartId>> ListAsync(Shopper shopper, CancellationToken cancellationToken)
    {
        var named = await session.FindAsync(cancellationToken).ConfigureAwait(false);
        var ended = await session.ListEndedAsync(cancellationToken).ConfigureAwait(false);
        var ofUser = shopper.UserId is { } user
            ? await users.ListAsync(user, cancellationToken).ConfigureAwait(false)
            : ImmutableArray<CartId>.Empty;
        return (named is { } cart ? ended.Prepend(cart) : ended).Concat(ofUser.Take(MaxAsked)).Distinct();
    }
}
