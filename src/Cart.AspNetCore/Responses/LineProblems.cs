using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Explains refusals that are about lines: each line with its numbers, and those of the first one at the top.</summary>
internal static class LineProblems
{
    /// <summary>Explains a refused change.</summary>
    /// <param name="result">The refusal.</param>
    /// <param name="pointerTo">Returns where in the request the quantity of a product stands; null if the request does not name products.</param>
    public static CartProblem Of(CartResult result, Func<ProductKey, string>? pointerTo) => result.Status switch
    {
        CartStatus.InsufficientStock => Of(StatusCodes.Status409Conflict, "insufficient_stock", result.Problems, pointerTo),
        CartStatus.ProductGone => Of(StatusCodes.Status409Conflict, "product_gone", result.Problems, pointerTo),
        CartStatus.TooManyLines => new(
            StatusCodes.Status422UnprocessableEntity, "too_many_lines",
            $"The cart can have {result.Limit} lines. Remove a product before you add another.")
        { Limit = result.Limit },
        _ when result.Problems.IsEmpty => new(
            StatusCodes.Status422UnprocessableEntity, "invalid_quantity",
            "The quantity of the line would be below 0. Send a smaller change, or quantity 0 to remove the line.")
        {
            Errors = result.Product is { } product && pointerTo is not null ? [new Remark("Choose another quantity.", pointerTo(product))] : null,
        },
        _ => Of(StatusCodes.Status422UnprocessableEntity, "invalid_quantity", result.Problems, pointerTo),
    };

    /// <summary>Explains problems of lines.</summary>
    public static CartProblem Of(
        int status, string code, ImmutableArray<LineProblem> problems, Func<ProductKey, string>? pointerTo = null) =>
        new(status, code, string.Join(' ', problems.Select(static problem => problem.Message).Take(5)))
        {
            Available = problems[0].Available,
            Requested = problems[0].Requested,
            Limit = problems[0].Limit,
            Errors = [.. problems.Select(problem => Remark.Of(problem, pointerTo?.Invoke(problem.Product)))],
        };
}
