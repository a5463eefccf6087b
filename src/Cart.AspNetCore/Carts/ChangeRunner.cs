using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Makes the change that a request wants, and answers it as the request wants.</summary>
internal sealed class ChangeRunner(CartChanges changes, CartPresenter presenter)
{
    /// <summary>Adds lines, with the stock checked.</summary>
    public ValueTask<CartResult> AddAsync(RequestTerms terms, ItemsToAdd wanted, AddLines mutation, CancellationToken cancellationToken) =>
        changes.ApplyAsync(terms.For(wanted).On(mutation), checkInventory: true, cancellationToken);

    /// <summary>Makes a change and answers it.</summary>
    /// <param name="terms">What the headers of the request say.</param>
    /// <param name="content">What the request asks for, in one text.</param>
    /// <param name="mutation">The change.</param>
    /// <param name="pointer">Where in the body the quantity stands that the change is about; null if it has none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<IResult> RunAsync(
        RequestTerms terms, string content, CartMutation mutation, string? pointer, CancellationToken cancellationToken)
    {
        var result = await changes.ApplyAsync(terms.For(content).On(mutation), checkInventory: true, cancellationToken).ConfigureAwait(false);
        return result.Status is CartStatus.Ok
            ? await AnswerAsync(terms, result, ProductBatches.None, [], cancellationToken).ConfigureAwait(false)
            : CartProblems.Of(result, pointer is null ? null : _ => pointer);
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
        RequestTerms terms, string content, CartProblem refusal, CancellationToken cancellationToken)
    {
        // A repeat is known by its key and content; which change carries the question does not matter.
        var question = terms.For(content).On(new ClearLines());
        var replay = await changes.FindReplayAsync(question, cancellationToken).ConfigureAwait(false);
        return replay switch
        {
            null => refusal,
            { Status: CartStatus.Ok } => await AnswerAsync(terms, replay, ProductBatches.None, [], cancellationToken).ConfigureAwait(false),
            _ => CartProblems.Of(replay),
        };
    }

    /// <summary>Answers a change that was not refused.</summary>
    /// <param name="terms">What the headers of the request say.</param>
    /// <param name="result">What the cart answered.</param>
    /// <param name="known">Products that the catalog has already been asked for.</param>
    /// <param name="warnings">What the shopper should know of the change.</param>
    /// <param name="cancellationToken">Stops asking the catalog.</param>
    public async ValueTask<IResult> AnswerAsync(
        RequestTerms terms,
        CartResult result,
        IReadOnlyDictionary<ProductKey, Product> known,
        IReadOnlyList<CartWarning> warnings,
        CancellationToken cancellationToken)
    {
        if (terms.IsMinimal)
        {
            return new ChangeResponse(await presenter.ChangeAsync(result, known, cancellationToken).ConfigureAwait(false), result.Replayed);
        }

        var cart = await ShownAsync(result.Snapshot!, known, cancellationToken).ConfigureAwait(false);
        if (warnings.Count > 0)
        {
            var more = warnings.Select(Remark.Of);
            cart = cart with { Warnings = [.. cart.Warnings.Concat(more).Distinct()] };
        }

        return new CartResponse(cart, EntityTags.CartPart(result.Snapshot!)) { Replayed = result.Replayed };
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

/// <summary>On what terms a request wants its change: what its headers say.</summary>
/// <param name="Operation">The <c>Idempotency-Key</c>.</param>
/// <param name="ExpectedVersion">The version of <c>If-Match</c>.</param>
/// <param name="IsMinimal">Whether the answer is to be no more than what changed.</param>
internal sealed record RequestTerms(OperationId? Operation, long? ExpectedVersion, bool IsMinimal)
{
    /// <exception cref="RefusedRequestException">The key is malformed.</exception>
    public static RequestTerms Of(HttpRequest request) =>
        new(RequestHeaders.Operation(request), Precondition.VersionFor(request), RequestHeaders.PrefersMinimal(request));

    /// <summary>Returns the terms of an add. Only an add with a key is compared with others.</summary>
    public ChangeTerms For(ItemsToAdd wanted) => For(Operation is null ? null : wanted.Content);

    /// <summary>Returns the terms of a change.</summary>
    /// <param name="content">What the request asks for, in one text: the same for the same request, in whichever form it came.</param>
    public ChangeTerms For(string? content) => new()
    {
        Operation = Operation,
        OperationContent = content,
        ExpectedVersion = ExpectedVersion,
        WithSnapshot = !IsMinimal,
    };
}
