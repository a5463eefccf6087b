using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

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
