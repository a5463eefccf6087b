using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers a value that is no cart.</summary>
internal sealed record AnswerResult<T>(T Value, JsonTypeInfo<T> Type) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => AnswerWriter.WriteAsync(httpContext, Value, Type);
}
