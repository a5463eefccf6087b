using System.Collections.Immutable;
using System.Text;

namespace Cart.Admin;

/// <summary>Finds carts for operators.</summary>
internal sealed class CartSearch(ICartStore carts, ICartDirectory directory, IUserCarts users, IOrderStore orders)
{
    // Limits the search for a rare state among millions of carts. The cursor continues it.
    private const int MaxLooks = 50;

    /// <summary>Returns whether a user can have this id.</summary>
    public static bool CanBeUser(string user) =>
        user.Length is >= 1 and <= BindUser.MaxUserIdLength && !user.Any(char.IsControl)
        && user.EnumerateRunes().All(static rune => rune != Rune.ReplacementChar);

    /// <summary>
    /// Returns carts in a state, or all, starting at a cursor. A page can exceed <paramref name="size"/> by a few carts, or have few or none without
    /// being the last one.
    /// </summary>
    /// <exception cref="RefusedRequestException">The cursor is not valid.</exception>
    public async ValueTask<CartPage> ListAsync(CartState? state, string? cursor, int size, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<CartSummary>();
        var next = string.IsNullOrEmpty(cursor) ? null : cursor;
        for (var looks = 0; looks < MaxLooks && found.Count < size; looks++)
        {
            var page = await LookAsync(next, size, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Carts.Where(cart => state is null || cart.State == state));
            next = page.Next;
            if (next is null)
            {
                break;
            }
        }

        return new CartPage([.. found.OrderByDescending(static cart => cart.ChangedAt)], next);
    }

    /// <summary>Returns a user's carts, the last changed first. The index only has hints; the cart itself records its owner.</summary>
    public async ValueTask<ImmutableArray<CartSnapshot>> ListByUserAsync(string user, CartState? state, CancellationToken cancellationToken)
    {
        if (!CanBeUser(user))
        {
            return [];
        }

        var hints = await users.ListAsync(user, cancellationToken).ConfigureAwait(false);
        var read = await Task.WhenAll(hints.Select(hint => carts.GetAsync(hint, cancellationToken).AsTask())).ConfigureAwait(false);
        return
        [
            .. read.Where(cart => cart.Exists && cart.UserId == user && (state is null || cart.State == state))
                .OrderByDescending(static cart => cart.ChangedAt),
        ];
    }

    /// <summary>Returns a cart. A cart that no longer exists but was ordered is returned as it was ordered.</summary>
    public async ValueTask<CartSnapshot?> FindAsync(CartId id, CancellationToken cancellationToken)
    {
        var cart = await carts.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return cart.Exists ? cart : (await orders.FindByCartAsync(id, cancellationToken).ConfigureAwait(false))?.ToCart();
    }

    private async ValueTask<CartPage> LookAsync(string? cursor, int size, CancellationToken cancellationToken)
    {
        try
        {
            return await directory.ListAsync(cursor, size, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            throw PageTerms.Refused();
        }
    }
}
