using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Creates the response to a change of the shopper's cart.</summary>
internal sealed class ChangeAnswers(ShoppingCart cart, ShopProducts products, IOptions<CartOptions> settings, ILogger<ChangeAnswers> logger)
{
    /// <summary>Returns the response to a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="options">How the change was made.</param>
    /// <param name="pointerTo">Returns the location of a product in the request; null if the request contains none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<IResult> AnswerAsync(
        CartChange change, ChangeOptions options, Func<ProductKey, string>? pointerTo, CancellationToken cancellationToken)
    {
        if (change.Error is not null)
        {
            return ProblemOf(change, pointerTo);
        }

        if (!options.WithSnapshot)
        {
            var body = await CartPresenter.ChangeAsync(change.Result!, products, settings.Value, cancellationToken).ConfigureAwait(false);
            return new AnswerResult<ChangeBody>(body, ResponseJsonContext.Relaxed.ChangeBody)
            {
                Version = body.Version,
                IsMinimal = true,
                Replayed = change.Replayed,
            };
        }

        var view = await ViewAsync(cancellationToken).ConfigureAwait(false);
        var shown = CartPresenter.BodyOf(view);
        if (!change.Warnings.IsEmpty)
        {
            shown = shown with { Warnings = [.. shown.Warnings.Concat(change.Warnings.Select(static warning => Remark.Of(warning))).Distinct()] };
        }

        return new AnswerResult<CartBody>(shown, ResponseJsonContext.Relaxed.CartBody)
        {
            Version = shown.Version,
            CartPart = EntityTags.CartPart(view.Cart),
            Replayed = change.Replayed,
        };
    }

    private CartProblem ProblemOf(CartChange change, Func<ProductKey, string>? pointerTo)
    {
        if (change is { Unsold: { } product } && pointerTo is not null)
        {
            return CartProblem.Of(CartErrors.ProductNotFound) with
            {
                Errors = [new Remark("No product has this id.", $"{pointerTo(product)}/object_id")],
            };
        }

        if (change.Result is { Status: CartStatus.InvalidPrice } unsellable)
        {
            // The shop's own fault, so it is logged.
            logger.PriceUnusable(unsellable.Line?.Product);
            return CartProblem.Of(CartErrors.NotSellable);
        }

        return CartProblem.Of(change.Result is { } refused ? CartErrors.Of(refused) : change.Error!, pointerTo);
    }

    // The change has taken effect. A failure of pricing must not look as if it had not.
    private async ValueTask<CartView> ViewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await cart.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException away) when (!away.OutcomeUnknown)
        {
            throw new CartUnavailableException("The change took effect, but what the cart costs is not known.", outcomeUnknown: true, away);
        }
    }
}
