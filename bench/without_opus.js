// Runs before the page's own scripts: no Opus is seen in what is offered, as where the line speaks G.711 only.
(() => {
  const native = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const lines = description.sdp.split('\r\n');
    const opus = lines.filter((line) => /^a=rtpmap:\d+ opus/i.test(line)).map((line) => line.match(/\d+/)[0]);
    const kept = lines
      .filter((line) => !opus.some((number) => line.startsWith(`a=rtpmap:${number} `) || line.startsWith(`a=fmtp:${number} `)))
      .map((line) => (line.startsWith('m=audio') ? line.split(' ').filter((part, at) => at < 3 || !opus.includes(part)).join(' ') : line));
    return native.call(this, { type: description.type, sdp: kept.join('\r\n') });
  };
})();
