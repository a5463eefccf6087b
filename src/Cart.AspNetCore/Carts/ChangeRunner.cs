using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>Makes the change that a request wants, and answers it as the request wants.</summary>
internal sealed class ChangeRunner(
    CartChanges changes, CartPresenter presenter, IProductCatalog catalog, RequestFaults faults, ILogger<ChangeRunner> logger)
{
    /// <summary>Finds products; those that the shop does not sell are left out.</summary>
    /// <exception cref="RefusedRequestException">The catalog failed; nothing was changed.</exception>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken)
    {
        try
        {
            var found = await catalog.FindAllAsync(products, cancellationToken).ConfigureAwait(false);
            faults.Catalog.Succeeded();
            return found;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            faults.Catalog.Failed("", fault);
            throw new RefusedRequestException(CartErrors.StoreUnavailable with { OutcomeUnknown = false });
        }
    }

    /// <summary>Returns the refusal of a product whose price the currency cannot hold: the shop's fault, which its log tells.</summary>
    public CartProblem NotSellable(ProductKey? product)
    {
        logger.PriceUnusable(product);
        return CartProblem.Of(CartErrors.NotSellable);
    }

    /// <summary>Adds lines, with the stock checked.</summary>
    public ValueTask<CartResult> AddAsync(ChangeTerms terms, ItemsToAdd wanted, AddLines mutation, CancellationToken cancellationToken)
    {
        // Only an add with a key is compared with others.
        var compared = terms.Operation is null ? terms : terms with { OperationContent = wanted.Content };
        return changes.ApplyAsync(compared.On(mutation), checkInventory: true, cancellationToken);
    }

    /// <summary>Makes a change and answers it.</summary>
    /// <param name="terms">What the headers of the request say.</param>
    /// <param name="content">What the request asks for, in one text.</param>
    /// <param name="mutation">The change.</param>
    /// <param name="pointer">Where in the body the quantity stands that the change is about; null if it has none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<IResult> RunAsync(
        ChangeTerms terms, string content, CartMutation mutation, string? pointer, CancellationToken cancellationToken)
    {
        var change = (terms with { OperationContent = content }).On(mutation);
        var result = await changes.ApplyAsync(change, checkInventory: true, cancellationToken).ConfigureAwait(false);
        return result.Status is CartStatus.Ok
            ? await AnswerAsync(terms, result, ProductBatches.None, [], cancellationToken).ConfigureAwait(false)
            : CartProblem.Of(CartErrors.Of(result), pointer is null ? null : _ => pointer);
    }

    /// <summary>
    /// Refuses a request before its cart is asked, because of what the shop no longer has; unless the cart carried it out while the shop
    /// still had it, and this is its repeat.
    /// </summary>
    /// <param name="terms">What the headers of the request say.</param>
    /// <param name="content">What the request asks for, in one text.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<IResult> RefuseAsync(
        ChangeTerms terms, string content, CartProblem refusal, CancellationToken cancellationToken)
    {
        // A repeat is known by its key and content; which change carries the question does not matter.
        var question = (terms with { OperationContent = content }).On(new ClearLines());
        var replay = await changes.FindReplayAsync(question, cancellationToken).ConfigureAwait(false);
        return replay switch
        {
            null => refusal,
            { Status: CartStatus.Ok } => await AnswerAsync(terms, replay, ProductBatches.None, [], cancellationToken).ConfigureAwait(false),
            _ => CartProblem.Of(CartErrors.Of(replay)),
        };
    }

    /// <summary>Answers a change that was not refused.</summary>
    /// <param name="terms">What the headers of the request say.</param>
    /// <param name="result">What the cart answered.</param>
    /// <param name="known">Products that the catalog has already been asked for.</param>
    /// <param name="warnings">What the shopper should know of the change.</param>
    /// <param name="cancellationToken">Stops asking the catalog.</param>
    public async ValueTask<IResult> AnswerAsync(
        ChangeTerms terms,
        CartResult result,
        IReadOnlyDictionary<ProductKey, Product> known,
        IReadOnlyList<CartError> warnings,
        CancellationToken cancellationToken)
    {
        if (!terms.WithSnapshot)
        {
            var change = await presenter.ChangeAsync(result, known, cancellationToken).ConfigureAwait(false);
            return new AnswerResult<ChangeBody>(change, ResponseJsonContext.Relaxed.ChangeBody)
            {
                Version = change.Version,
                IsMinimal = true,
                Replayed = result.Replayed,
            };
        }

        var cart = await ShownAsync(result.Snapshot!, known, cancellationToken).ConfigureAwait(false);
        if (warnings.Count > 0)
        {
            var more = warnings.Select(static warning => Remark.Of(warning));
            cart = cart with { Warnings = [.. cart.Warnings.Concat(more).Distinct()] };
        }

        return new AnswerResult<CartBody>(cart, ResponseJsonContext.Relaxed.CartBody)
        {
            Version = cart.Version,
            CartPart = EntityTags.CartPart(result.Snapshot!),
            Replayed = result.Replayed,
        };
    }

    // The change has taken effect: what cannot be priced behind it must not be told as one that did not happen.
    private async ValueTask<CartBody> ShownAsync(
        CartSnapshot cart, IReadOnlyDictionary<ProductKey, Product> known, CancellationToken cancellationToken)
    {
        try
        {
            return await presenter.CartAsync(cart, known, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException away) when (!away.OutcomeUnknown)
        {
            throw new CartUnavailableException("The change took effect, but what the cart costs is not known.", outcomeUnknown: true, away);
        }
    }
}
